"""The drivers that chance moves, in the order in which their numbers are drawn."""

from core.errors import UnknownKey

DRIVERS = (
    "fertility",
    "longevity",
    "longevity_gap",
    "migration",
    "wage",
    "prices",
    "interest",
    "unemployment",
    "coverage",
    "compliance",
    "medical",
)
# The drivers whose paths the vector autoregression gives, in its order.
ECONOMY = ("wage", "prices", "interest", "unemployment")
# The drivers that walk at random.
WALKS = ("coverage", "compliance", "medical")

TITLES = {
    "fertility": {"zh": "总和生育率", "en": "Total fertility rate"},
    "longevity": {"zh": "预期寿命", "en": "Life expectancy"},
    "longevity_gap": {"zh": "预期寿命性别差", "en": "Life expectancy, gap between the sexes"},
    "migration": {"zh": "国际净迁移", "en": "Net international migration"},
    "wage": {"zh": "实际工资增长率", "en": "Real growth of the average wage"},
    "prices": {"zh": "居民消费价格涨幅", "en": "Consumer price inflation"},
    "interest": {"zh": "实际利率", "en": "Real interest rate"},
    "unemployment": {"zh": "城镇调查失业率", "en": "Surveyed urban unemployment rate"},
    "coverage": {"zh": "参保率", "en": "Coverage"},
    "compliance": {"zh": "遵缴率", "en": "Compliance"},
    "medical": {"zh": "医疗费用超额增长率", "en": "Excess growth of medical cost"},
}


def driver_number(name: str) -> int:
    """The place of a driver among DRIVERS; UnknownKey when there is none of that name."""
    try:
        return DRIVERS.index(name)
    except ValueError:
        raise UnknownKey(f"no driver is called {name!r}.", remedy=f"Drivers are: {', '.join(DRIVERS)}.") from None
