"""Why a release or a look is refused: one word each, as it stands in the log, and what it means."""

from collections.abc import Mapping

from core.errors import InputError
from rules.bilingual import Bilingual

REASONS: Mapping[str, Bilingual] = {
    "unknown_agreement": Bilingual("没有这份协议", "the pool has no such agreement"),
    "wrong_agreement": Bilingual("协议文件有误", "the file of the agreement is wrong"),
    "not_in_force": Bilingual("协议未生效或已终止", "the agreement is a draft or has ended"),
    "suspended": Bilingual("协议已暂停", "the agreement is suspended"),
    "not_yet_valid": Bilingual("协议尚未开始", "the agreement has not begun"),
    "expired": Bilingual("协议已到期", "the agreement has expired"),
    "another_receiver": Bilingual("请求人不属于协议的接收方", "who asks does not belong to the receiver"),
    "unknown_purpose": Bilingual("用途不在目录中", "the purpose is not in the catalogue"),
    "another_purpose": Bilingual("用途不是协议约定的用途", "the purpose is not that of the agreement"),
    "table_beyond": Bilingual("数据表超出协议", "the table lies beyond the agreement"),
    "columns_beyond": Bilingual("字段超出协议", "a column lies beyond the agreement"),
    "rows_beyond": Bilingual("记录超出协议或请求人的地区", "rows lie beyond the agreement or the region of who asks"),
    "wrong_test": Bilingual("筛选条件有误", "a test of rows cannot be made"),
    "too_many_requests": Bilingual("超过每日请求次数", "more requests than the agreement allows in a day"),
    "too_many_rows": Bilingual("超过每日记录数", "more rows than the agreement allows in a day"),
    "key_lost": Bilingual("假名密钥丢失或者被更换", "the key of the log is lost or is another one"),
    "not_sealed": Bilingual("协议要求加密的字段没有加密", "a column that the agreement wants encrypted is not sealed"),
    "seal_key_lost": Bilingual(
        "接收方密钥丢失、不符或者保管不当", "the receiver's key is lost, another one, or not kept as it must be"
    ),
    "seal_key_shared": Bilingual("密钥同时属于另一接收方", "the key is another receiver's as well"),
    "names_key_lost": Bilingual(
        "人员名称的密钥丢失或者被更换", "the key of the names of persons is lost or is another one"
    ),
    "access_rules": Bilingual("访问规则不允许", "the access rules forbid it"),
    "access_error": Bilingual("访问规则无法读取或者判断", "the access rules cannot be read or judged"),
    "no_region": Bilingual("角色须有地区而未声明", "the role is bound to a region, and none is claimed"),
    "wrong_claims": Bilingual("身份声明缺失或者有误", "what somebody claims to be is missing or wrong"),
    "nothing_seen": Bilingual("没有可以查看的内容", "there is nothing of this that may be seen"),
    "another_person": Bilingual("公民只能查看本人记录", "citizens see their own record only"),
    "shared_number": Bilingual("同一号码对应不止一人", "one number stands for more than one person"),
    "open_doubt": Bilingual(
        "记录是否为一人尚待人工核对", "a clerk has yet to decide whether these are one person's records"
    ),
    "several_numbers": Bilingual(
        "一人名下有三个以上公民身份号码", "three or more citizen numbers stand for one person"
    ),
}


class ReleaseRefused(InputError):
    """Nothing was given or shown: the agreement, or the access rules, do not allow what was asked for."""

    code = "sharing.refused"

    def __init__(self, reason: str, remedy: str, detail: str = "", *, rules: tuple[str, ...] = ()) -> None:
        """`reason` is a key of REASONS; `detail` names a column, region or number, never a person's data.

        rules  ids of the access rules behind
        """
        self.reason, self.rules = reason, rules
        said = ": ".join(filter(None, (REASONS[reason].en, detail.rstrip("."))))
        super().__init__(f"{said}.", remedy=remedy)


class KeyLost(ReleaseRefused):
    """The key behind the pseudonyms of the log is not there, or is another one than that the log was written with."""

    code = "sharing.key_lost"

    def __init__(self, detail: str) -> None:
        super().__init__("key_lost", "Restore sharing/key of the pool from its copy.", detail)
