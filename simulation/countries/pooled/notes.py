"""What a reader of a pool's projection must know, beginning with whether its people are real."""

from collections.abc import Mapping

from simulation.countries.pooled.history import SCHEMES
from simulation.countries.pooled.province import Start, opening_key
from simulation.schemes.context import SchemeContext

Words = Mapping[str, str]

_MADE_UP: Words = {
    "zh": "虚构：{place}及其人口、单位、缴费和待遇均由程序生成，不代表任何真实地区。",
    "en": "Made up: {place} and its people, employers, contributions and pensions come from a program; no real place "
    "is meant.",
}
_BASIS: Words = {
    "zh": "口径：数据池汇总数（版本{version}，截止{cut_off}）；人数为年末数，金额为名义值。法规取全国规定。",
    "en": "Basis: the aggregates of the data pool (version {version}, cut-off {cut_off}); people at 31 December, money "
    "nominal. The law is the nation's.",
}
_HIDDEN: Words = {
    "zh": "不足10人的单元及其保护单元未公布，按相邻公布数的差额在五岁组内按全国年龄结构估计。",
    "en": "Cells under 10 persons and those that protect them are not published; what their published sums leave is "
    "spread over them, inside five-year bands as the nation's people are.",
}
_BALANCE: Words = {
    "zh": "各部门不报送基金账户：期初累计结余取{balances}元（企业、机关、居民），可用 --set {key}=元 设定；"
    "财政补贴、其他收支设为零。",
    "en": "No department delivers accounts: the funds open with {balances} yuan (enterprises, public "
    "bodies, residents), to be set with --set {key}=YUAN; subsidies and other income and outgo are zero.",
}
_LEVELS: Words = {
    "zh": "水平按截止年校准：遵缴率、缴费基数、征缴率、当前养老金及近三年新核定养老金；死亡、生育取近五年与全国率之比。"
    "在职人员缴费年限和个人账户按全国职业生涯推定。",
    "en": "Levels are those of the cut-off year: who pays, bases, what is collected, pensions in payment and awards of "
    "three years; deaths and births are the nation's rates times the last five years' ratio. Contribution years and "
    "accounts of those at work follow the nation's careers.",
}


def title_of(start: Start) -> Words:
    """What the projection is called."""
    place = start.aggregates.title
    return {"zh": f"{place['zh']}：养老保险基金", "en": f"{place['en']}: its pension funds"}


def notes_of(start: Start, context: SchemeContext) -> tuple[Words, ...]:
    """The notes, in order."""
    aggregates = start.aggregates
    chosen = (*((_MADE_UP,) if aggregates.is_made_up else ()), _BASIS, _HIDDEN, _BALANCE, _LEVELS)
    balances = [context.assumptions.number(opening_key(fund)) for fund in SCHEMES]
    return tuple(
        {
            language: text.format(
                place=aggregates.title[language],
                version=aggregates.version,
                cut_off=aggregates.cut_off.isoformat(),
                balances=", ".join(f"{balance:.0f}" for balance in balances),
                key=opening_key(next(iter(SCHEMES))),
            )
            for language, text in note.items()
        }
        for note in chosen
    )
