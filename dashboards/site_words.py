"""The words of the page Sites, in Chinese and English."""

from collections.abc import Mapping

SITE_WORDS: Mapping[str, Mapping[str, str]] = {
    "sites": {"zh": "站点", "en": "Sites"},
    "sites_about": {
        "zh": "各站点网关实时自报：状态、版本、速率、延迟、排队与线路",
        "en": "As each gateway tells it now: state, releases, rate, latency, queue and line",
    },
    "sites_none": {"zh": "尚未指定站点", "en": "No site is named yet"},
    "sites_invitation": {
        "zh": "`anlan up` 在本机启动一个云端站点和两个边缘站点；看哪些站点由设置 `sites` 指定，"
        "为各网关地址，以逗号分隔：`anlan dashboard --sites http://127.0.0.1:8100,http://127.0.0.1:8101`。",
        "en": "`anlan up` brings up a cloud and two edges on this machine. The setting `sites` names the gateways to "
        "look at, with commas: `anlan dashboard --sites http://127.0.0.1:8100,http://127.0.0.1:8101`.",
    },
    # the sentence on top
    "sites_all_well": {"zh": "{count}个站点全部正常", "en": "All {count} sites are well"},
    "sites_all_well_one": {"zh": "站点正常", "en": "The site is well"},
    "sites_found_one": {"zh": "1个站点，{told}", "en": "1 site, {told}"},
    "sites_found": {"zh": "{count}个站点中{told}", "en": "Of {count} sites, {told}"},
    "sites_found_well": {"zh": "{count}个正常", "en": "{count} well"},
    "sites_found_impaired": {"zh": "{count}个受影响（{names}）", "en": "{count} impaired ({names})"},
    "sites_found_silent": {"zh": "{count}个无应答（{names}）", "en": "{count} not answering ({names})"},
    "sites_found_asking": {"zh": "{count}个正在询问", "en": "{count} being asked"},
    # state
    "sites_well": {"zh": "正常", "en": "well"},
    "sites_impaired": {"zh": "受影响", "en": "impaired"},
    "sites_silent": {"zh": "无应答", "en": "not answering"},
    "sites_asking": {"zh": "正在询问", "en": "being asked"},
    "sites_trouble_silent": {"zh": "{limit}秒内没有应答", "en": "no answer within {limit} s"},
    "sites_trouble_refused": {"zh": "该地址无人监听", "en": "nobody listens at this address"},
    "sites_trouble_unreachable": {"zh": "无法到达该地址", "en": "there is no way to this address"},
    "sites_trouble_no_gateway": {"zh": "应答者不是站点网关", "en": "what answers is not the gateway of a site"},
    "sites_silent_since": {"zh": "自{since}起", "en": "since {since}"},
    "sites_last_told": {"zh": "最近一次应答{at}，以下为当时情况", "en": "last answered at {at}; this is what it told"},
    "sites_never_told": {"zh": "本页打开以来未应答过", "en": "it has not answered since this page was opened"},
    # why it is not well
    "sites_about_application": {"zh": "应用{names}", "en": "application {names}"},
    "sites_about_store": {"zh": "存储", "en": "store"},
    "sites_why_nobody": {"zh": "没有副本应答", "en": "no replica answers"},
    "sites_why_not_asked": {"zh": "尚未询问过", "en": "not asked yet"},
    "sites_why_no_release": {"zh": "本站尚无模型版本，请用 `anlan site load` 装入", "en": "this site has no release of "
                             "the model yet; load one with `anlan site load`"},
    "sites_why_refused": {
        "zh": "新装入的模型版本与签名不符，未采用",
        "en": "the release it was given is not what was signed, and not used",
    },
    "sites_why_unusable": {
        "zh": "新装入的模型版本无法使用，未采用", "en": "the release it was given cannot be used"
    },
    "sites_why_disk": {"zh": "磁盘无法写入", "en": "the disk takes nothing"},
    "sites_why_disk_full": {"zh": "磁盘已满，无法写入", "en": "the disk is full and takes nothing"},
    "sites_line_cut": {"zh": "到上级站点的线路中断", "en": "the line to the site above is cut"},
    # a card
    "sites_role_cloud": {"zh": "云端", "en": "cloud"},
    "sites_role_edge": {"zh": "边缘", "en": "edge"},
    "sites_nation": {"zh": "全国", "en": "nation"},
    "sites_region": {"zh": "地区{code}", "en": "region {code}"},
    "sites_line": {"zh": "上级线路", "en": "Line to the parent"},
    "sites_line_closed": {"zh": "畅通", "en": "working"},
    "sites_line_open": {"zh": "中断", "en": "cut"},
    "sites_line_half_open": {"zh": "试通中", "en": "being tried"},
    "sites_line_none": {"zh": "无上级站点", "en": "no site above"},
    "sites_cuts": {"zh": "启动以来中断{count}次", "en": "cut {count} times since its start"},
    "sites_cuts_one": {"zh": "启动以来中断1次", "en": "cut once since its start"},
    "sites_rate": {"zh": "请求 次/秒", "en": "requests/s"},
    "sites_errors": {"zh": "错误 次/秒", "en": "errors/s"},
    "sites_p50": {"zh": "p50 毫秒", "en": "p50 ms"},
    "sites_p99": {"zh": "p99 毫秒", "en": "p99 ms"},
    "sites_queue": {"zh": "排队 条", "en": "queue"},
    "sites_submissions": {"zh": "待办受理 件", "en": "submissions"},
    "sites_lag": {"zh": "循环迟滞 毫秒", "en": "loop lag ms"},
    "sites_cpu": {"zh": "处理器 毫秒/次", "en": "CPU ms each"},
    "sites_release": {"zh": "版本{version}", "en": "release {version}"},
    "sites_release_none": {"zh": "尚无版本", "en": "no release yet"},
    "sites_release_needless": {"zh": "不用模型", "en": "no model"},
    "sites_replicas": {"zh": "{count}个副本", "en": "{count} replicas"},
    "sites_replicas_one": {"zh": "1个副本", "en": "1 replica"},
    "sites_above": {"zh": "由上级站点办理", "en": "done by the site above"},
    "sites_work_edge_only": {"zh": "仅本站", "en": "edge only"},
    "sites_work_edge_first": {"zh": "本站优先", "en": "edge first"},
    "sites_work_cloud_only": {"zh": "仅云端", "en": "cloud only"},
    "sites_taken": {"zh": "{at}采集；速率按最近{seconds}秒", "en": "taken {at}; rates over the last {seconds} s"},
    "sites_taken_once": {"zh": "{at}采集；速率须两次采集", "en": "taken {at}; rates need a second look"},
    "sites_note": {"zh": "提示：{why}", "en": "note: {why}"},
    "sites_not_well": {"zh": "不可用", "en": "not available"},
    # course
    "sites_course": {"zh": "最近{minutes}分钟走势", "en": "The last {minutes} minutes"},
    "sites_course_rate": {"zh": "请求（次/秒）", "en": "Requests a second"},
    "sites_course_p99": {"zh": "p99 延迟（毫秒）", "en": "Latency p99, ms"},
    "sites_course_none": {"zh": "走势自第二次采集起显示", "en": "The course is shown from the second look on"},
    # releases
    "sites_releases": {"zh": "各站点应用版本", "en": "Releases of applications at each site"},
    "sites_releases_caption": {
        "zh": "应用 × 站点；着色并注明“异于云端”者，其版本与云端不同",
        "en": "Applications by site; a release that differs from the cloud's is tinted and says so",
    },
    "sites_application": {"zh": "应用", "en": "Application"},
    "sites_differs": {"zh": "异于云端", "en": "not the cloud's"},
    "sites_then": {"zh": "{at}时", "en": "as of {at}"},
    # note
    "sites_definition": {
        "zh": "口径：请求为网关已答复的全部请求（一批算一次，受理回执也算）；错误为其中状态码500及以上者"
        "（失败、逾时、因负荷或离线未办理；超配额等4xx不算）；延迟自请求到达网关至答复发出，取自直方图，桶内按线性插值，"
        "精确到桶（1、2.5、5、10、25、50毫秒……30秒）；排队为等待组帧与在途的请求；待办受理为已落盘、未办结的受理；"
        "循环迟滞为网关事件循环的平滑延迟；处理器时间为网关与副本合计。",
        "en": "Definitions: requests are all that the gateway answered (a batch is one, so is a receipt of a "
        "submission); "
        "errors are those with a status of 500 or more (failed, too late, or not done for load or absence; quotas and "
        "other 4xx are not errors); latency runs from arrival at the gateway to its answer, from the histogram, by a "
        "straight line inside a bucket (1, 2.5, 5, 10, 25, 50 ms … 30 s); the queue is what waits for a frame or is on "
        "its way; submissions are on disk and not done; loop lag is how late the gateway's event loop comes back, "
        "smoothed; processor time is of gateway and replicas together.",
    },
    "sites_source": {
        "zh": "来源：各网关 {pages}，每{every}秒并行询问一次，限时{limit}秒；时间为本看板所在机器时钟（UTC+8）。"
        "走势只在本页打开时积累，最多{minutes}分钟。",
        "en": "Source: {pages} of each gateway, asked side by side every {every} s, limit {limit} s; times are "
        "of the clock of the machine that serves this page (UTC+8). The course grows while the page is open, up to "
        "{minutes} minutes.",
    },
}  # fmt: skip
