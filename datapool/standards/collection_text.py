"""The prose of the collection standard; every table in it is made from the catalogue."""

HEAD = """# 社保数据采集规范 Collection of social-security data

## 1 适用范围 Scope

本规范规定人力资源社会保障、税务、公安、民政、卫生健康与医疗保障部门向社会保障数据中台报送数据的数据项、代码、文件格式、
校验和责任：{departments}个部门、{tables}张数据表、{items}个数据项、{lists}个代码表。数据项编号为本项目自编。

This standard says what departments deliver to the pool of social-security data, in which form, and who answers for it:
{departments} departments, {tables} tables, {items} items, {lists} code lists. The codes of items are this project's own.
"""

TERMS = """## 2 术语 Terms

- **数据项 item**：有唯一编号、类型、值域、口径和主管部门的最小数据单元。The smallest unit of data: a code, a type, a
  range, a definition, an owner.
- **主管部门 owner**：对数据项负责、收到问题后更正的部门；可以不是报送它的部门。The department that answers for an item and
  corrects it; not always the one that delivers it.
- **批次 batch**：一个文件的内容。同样的内容再报一次仍是同一批次。The content of one file; the same content sent again is the
  same batch.
- **隔离 quarantine**：有问题的记录连同原因和原始字节单独存放，不进入标准表。Where a faulty record is kept, with the reasons and
  its original bytes, outside the standard tables.
- **标准形式 standard form**：校验后入库的形式。The form a value has in the pool.
"""

FILES = """## 3 文件 Files

一个文件只装一张表，一条记录占一行；列按各表规定命名，不增不减（定长文件按顺序和字节数）。文件按“部门／表／报送期”存放，可以用
gzip压缩。值前后的空格不算；号码、代码和区划中的全角数字、字母按半角读，小写字母按大写读。

One file holds one table, one line one record. Columns are named as described, none more and none fewer (in a file of
fixed width they follow in order). Files lie under department, table and delivery, and may be packed with gzip. Blanks
around a value do not count; in numbers, codes and regions full-width characters are read as narrow, small letters as
large.

"""

TABLES = """## 4 数据表 Tables

"""

ITEMS = """## 5 数据项 Items

公民身份号码和统一社会信用代码在库中各占三列：校验后的号码、报送的原文（`_written`）、号码的种类（`_kind`）。

A citizen number and a credit code take three columns of the pool: the checked number, the text as written (`_written`)
and its kind (`_kind`).

"""

CODES = """## 6 代码表 Code lists

“own list of this project” 为本项目自编。A list so marked is no published standard.

"""

CHECKS = """## 7 校验 Checks

记录有下列任一情形的，整条隔离并列出全部原因：A record with any of these is kept in quarantine, with all its reasons:

"""

KINDS = """号码不合格不隔离，按下表标注（关联人员时仍要用到原文）：A number that is none does not keep a record back; it is marked,
for its text still helps to find the person:

"""

DELIVERIES = """## 8 报送 Deliveries

- 登记类数据只报新增和变化的记录；首次报送包括存量。Registers are delivered as new and changed records; the first delivery
  holds the stock.
- 记录进入其登记、发放或者申报之日所在的报送期。A record belongs to the delivery of the day it was registered, paid or
  declared.
- 重复报送不产生重复记录。To deliver twice is the same as once.
- 无法解码、压缩损坏、列名不符或者半数以上记录有问题的文件整批退回，并说明原因。A file that cannot be decoded or unpacked, whose
  columns are others than described, or more than half of whose records are faulty, is sent back whole with the reason.
"""

DUTIES = """## 9 质量责任与个人信息 Quality and personal data

- 有关单位和个人应当及时、如实提供社会保险工作所需的数据（社会保险法第七十四条）。Data needed are given in time and truthfully.
- 经办机构应当及时、完整、准确记录，并与共享信息比对核实（社会保险经办条例第九条、第十一条）。The agency records in time, in
  full and rightly, and compares with what other departments share.
- 发现问题的，由主管部门更正后再次报送；原记录和更正都保留。The owner corrects and delivers again; both records are kept.
- 国家机关在履行法定职责所必需的范围内处理个人信息；敏感个人信息须有特定目的和充分必要，并严格保护（个人信息保护法第二十八条、
  第三十四条）。Personal data are handled within statutory duty; sensitive data only for a specific purpose, where
  necessary, under strict protection.
- 不得泄露用人单位和个人的信息（社会保险法第八十一条）。Nothing about employers and persons may be disclosed.

"""

LAWS = """## 10 法律依据 Legal basis

"""

CONFORMANCE = """## 11 标准符合性 Conformance

下列标准为本规范声明遵循的标准；`unverified` 表示未读到标准正文，名称按公开索引。没有读到LD/T标准中的数据项代码，所以数据项不标LD/T代码。
Standards this one declares conformance with; `unverified`: the text itself was not read, titles are those of public
indexes. No item carries an LD/T code, for none has been read in a source.

"""
