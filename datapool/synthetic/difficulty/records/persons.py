"""Tables that several questions rest on: the agency's persons, and the wages that an ID number leads to."""

INSURED = ("person_no", "citizen_id", "birth_date", "sex", "phone", "account_no", "registered_on")
PERSONS = """
    CREATE TABLE IF NOT EXISTS persons AS
    WITH latest AS (
        SELECT person_no, arg_max(birth_date, registered_on) AS born, arg_max(sex, registered_on) = '2' AS is_woman,
               arg_max(phone, registered_on) AS phone, arg_max(account_no, registered_on) AS account, count(*)
                   AS versions
        FROM hrss_insured GROUP BY person_no)
    SELECT *, count(*) OVER (PARTITION BY phone) AS on_phone, count(*) OVER (PARTITION BY account) AS on_account
    FROM latest"""
WAGE_MONTHS = """
    CREATE TABLE IF NOT EXISTS wage_months AS
    SELECT i.person_no, w.period, any_value(w.uscc) AS uscc, sum(w.wage_income)::DOUBLE AS wage
    FROM (SELECT DISTINCT person_no, citizen_id FROM hrss_insured WHERE citizen_id IS NOT NULL) i
    JOIN tax_taxpayers t USING (citizen_id) JOIN tax_wages w USING (taxpayer_no) GROUP BY 1, 2"""
FLOORS = """
    CREATE TABLE IF NOT EXISTS floors AS
    SELECT period, min(contribution_base)::DOUBLE AS floor FROM hrss_contributions GROUP BY period"""
