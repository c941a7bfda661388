"""Arithmetic on bipartite graphs of subjects and keys: sums over keys, connected groups, peeling of sparse nodes."""

# mypy: allow-untyped-defs

import heapq

import numpy as np

from core.compiled import njit


@njit(cache=True, nogil=True)
def neighbour_sums(subject, key, risk, count, total, most, mean):
    """What the others behind the same keys have of a risk.

    subject, key  [edge] numbers from nought; an edge stands once
    risk          [subject]
    count, total  [key] filled: members, and the sum of their risk
    most, mean    [subject] filled: over their keys the greatest sum and the greatest mean of the others' risk
    """
    for edge in range(subject.size):
        count[key[edge]] += 1
        total[key[edge]] += risk[subject[edge]]
    for edge in range(subject.size):
        one, others = subject[edge], count[key[edge]] - 1
        if others > 0:
            left = total[key[edge]] - risk[one]
            most[one] = max(most[one], left)
            mean[one] = max(mean[one], left / others)


@njit(cache=True, nogil=True)
def root_of(parent, node):
    """The node that stands for the group, with the way to it shortened."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(cache=True, nogil=True)
def join_groups(left, right, parent):
    """Union of the groups of each pair; `parent` [node] begins as the node itself and ends as the group's least."""
    for place in range(left.size):
        a, b = root_of(parent, left[place]), root_of(parent, right[place])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    for node in range(parent.size):
        parent[node] = root_of(parent, node)


@njit(cache=True, nogil=True)
def pairs_of_keys(start, subject, first, second):
    """Every pair of subjects behind one key, the lower number first.

    start    [key + 1] where the subjects of each key begin in `subject`, which rises within a key
    returns  how many pairs were written into `first` and `second`
    """
    at = 0
    for key in range(start.size - 1):
        for left in range(start[key], start[key + 1]):
            for right in range(left + 1, start[key + 1]):
                first[at], second[at] = subject[left], subject[right]
                at += 1
    return at


@njit(cache=True, nogil=True)
def peel(start, neighbour, weight, worth, removed_at):
    """Take away the node that hurts least, again and again (Charikar 2000; Hooi et al., FRAUDAR, 2016).

    start       [node + 1] where the edges of each node begin
    neighbour   [edge end] the node at the other end; each edge stands at both
    weight      [edge end] of the edge
    worth       [node] what the node brings itself
    removed_at  [node] filled: the step in which it goes
    returns     the step from which on the nodes left are densest, and their density (worth and weights per node)
    """
    nodes = worth.size
    held = worth.copy()
    for node in range(nodes):
        for end in range(start[node], start[node + 1]):
            held[node] += weight[end]
    left = worth.sum() + weight.sum() / 2.0
    heap = [(held[node], node) for node in range(nodes)]
    heapq.heapify(heap)
    gone = np.zeros(nodes, np.bool_)
    best, best_step, step = left / nodes, 0, 0
    while heap:
        value, node = heapq.heappop(heap)
        if gone[node] or value != held[node]:
            continue
        gone[node] = True
        removed_at[node] = step
        step += 1
        left -= held[node]
        for end in range(start[node], start[node + 1]):
            other = neighbour[end]
            if not gone[other]:
                held[other] -= weight[end]
                heapq.heappush(heap, (held[other], other))
        if step < nodes and left / (nodes - step) > best + 1e-12:
            best, best_step = left / (nodes - step), step
    return best_step, best
