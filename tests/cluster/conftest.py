"""Ray reads how to authenticate when it is first imported: before any test module here does so, it is told."""

from core.cluster import prepare

prepare()
