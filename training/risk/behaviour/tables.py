"""Tables that several questions rest on: persons, months with a wage, the lowest base, and spells at an employer."""

from collections.abc import Mapping

CONTRIBUTIONS = (
    "person_no",
    "employer_no",
    "period",
    "contribution_kind",
    "contribution_base",
    "employer_contribution",
    "person_contribution",
    "received_on",
    "region_code",
)
INSURED: Mapping[str, tuple[str, ...]] = {
    "hrss_insured": ("person_no", "birth_date", "sex", "phone", "account_no", "registered_on", "region_code")
}
WAGES: Mapping[str, tuple[str, ...]] = {"tax_wages": ("uscc", "period", "wage_income")}
EMPLOYERS: Mapping[str, tuple[str, ...]] = {
    "hrss_employers": ("employer_no", "uscc", "address", "phone", "account_no", "agent_phone", "industry",
                       "employer_kind")
}  # fmt: skip

# Birth and sex stand here only for conditions of the law, such as the months left to pension age.
PERSONS = """
    CREATE TABLE IF NOT EXISTS people AS
    WITH latest AS (
        SELECT _linked AS person, arg_max(birth_date, registered_on) AS born,
               arg_max(sex, registered_on) = '2' AS is_woman, arg_max(phone, registered_on) AS phone,
               arg_max(account_no, registered_on) AS account, arg_max(region_code, registered_on) AS region
        FROM hrss_insured WHERE _linked IS NOT NULL GROUP BY 1)
    SELECT *, CASE WHEN phone IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY phone) - 1 END AS on_phone,
           CASE WHEN account IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY account) - 1 END AS on_account,
           date_trunc('month', born + to_months((CASE WHEN is_woman THEN getvariable('woman_months')
                                                  ELSE getvariable('man_months') END)::INTEGER))::DATE AS of_age
    FROM latest"""
WAGED = """
    CREATE TABLE IF NOT EXISTS wage_months AS
    SELECT _linked AS person, period, sum(wage_income)::DOUBLE AS wage, any_value(uscc) AS uscc
    FROM tax_wages WHERE _linked IS NOT NULL GROUP BY 1, 2"""
FLOORS = """
    CREATE TABLE IF NOT EXISTS floors AS
    SELECT period, quantile_disc(contribution_base, 0.01)::DOUBLE AS floor FROM hrss_contributions
    WHERE contribution_base > 0 GROUP BY 1"""
FIRMS = """
    CREATE TABLE IF NOT EXISTS firms AS
    SELECT employer_no, any_value(uscc) AS uscc, any_value(agent_phone) AS agent, any_value(account_no) AS payer,
           any_value(address) AS place, any_value(phone) AS phone, any_value(industry) AS industry
    FROM hrss_employers GROUP BY 1"""
SPELLS = """
    CREATE TABLE IF NOT EXISTS spells AS
    WITH months AS (
        SELECT c._linked AS person, c.employer_no, c.period, any_value(c.region_code) AS region,
               max(c.contribution_base)::DOUBLE AS base, max(c.received_on) AS received_on,
               'hrss_contributions:' || min(c._row) AS ref
        FROM hrss_contributions c WHERE c._linked IS NOT NULL GROUP BY 1, 2, 3)
    SELECT m.person, m.employer_no, arg_max(m.region, m.period) AS region, min(m.period) AS first_month,
           max(m.period) AS last_month, count(*) AS months, count(w.wage) AS taxed,
           avg((m.base <= 1.3 * f.floor)::INT) AS at_floor,
           count(*) FILTER (m.received_on > m.period + INTERVAL 3 MONTH) AS arrears,
           min(m.period) FILTER (m.received_on <= m.period + INTERVAL 3 MONTH) AS joined,
           min(m.ref) AS ref
    FROM months m JOIN floors f USING (period) LEFT JOIN wage_months w USING (person, period) GROUP BY 1, 2"""
