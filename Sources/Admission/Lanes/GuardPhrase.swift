/// A few plain words for the guard, in both languages: what is, and what to do next.
public struct GuardPhrase: Hashable, Sendable {
    /// In Chinese.
    public let chinese: String
    /// In English.
    public let english: String

    init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }
}

extension GuardPhrase {
    /// The lane admits, and its barrier did not open.
    public static let barrierShut = GuardPhrase("闸机未开，请手动放行", "The barrier did not open: open it by hand")

    /// The words for what a lane is doing.
    public init(_ state: LaneView.State) {
        switch state {
        case .idle: self.init("请测温、扫码", "Step up, show your code")
        case .waiting: self.init("请稍候", "Wait here")
        case .recording: self.init("正在登记", "Recording")
        case .admitted: self.init("请通行", "Pass")
        case .held: self.init("请等候保安", "Wait for the guard")
        case .refused: self.init("禁止通行", "No entry")
        }
    }

    /// The words for a verdict.
    public init(_ verdict: Verdict) {
        switch verdict {
        case .none: self.init("", "")
        case .admit: self.init("放行", "Admit")
        case .retest: self.init("请复测", "Measure again")
        case .hold: self.init("暂缓通行", "Hold")
        case .refuse: self.init("拒绝通行", "Refuse")
        }
    }

    /// The words for a reason.
    public init(_ reason: Reason) {
        switch reason {
        case .temperatureNormal: self.init("体温正常", "Temperature normal")
        case .temperatureHigh: self.init("体温偏高，请复测", "Temperature high: measure again")
        case .temperatureMissing: self.init("未测体温，请测温", "No temperature yet: measure")
        case .temperatureTooLow: self.init("读数过低，请靠近", "Too cold or too far: come closer")
        case .temperatureOutOfWindow: self.init("读数异常，请移开热物", "Too hot for a person: remove hot objects")
        case .temperatureUnstable: self.init("读数不稳，请站定", "Unsteady: stand still")
        case .ambientOutOfRange: self.init("环境温度超限，改用体温计", "Surroundings out of range: use a clinical thermometer")
        case .ambientMissing: self.init("无环境温度，改用体温计", "Surroundings unknown: use a clinical thermometer")
        case .sensorWarming: self.init("测温仪预热中，请稍候", "Thermometer warming up: wait")
        case .sensorStale: self.init("测温仪无数据，请检查连线", "Thermometer silent: check its cable")
        case .calibrationMissing: self.init("测温仪未校准，改用体温计", "Not calibrated: use a clinical thermometer")
        case .temperatureConfirmed: self.init("复测仍高，用体温计确认", "Confirmed high: use a clinical thermometer")
        case .temperatureRetested: self.init("已复测", "Measured again")
        default: self = GuardPhrase.code(reason) ?? GuardPhrase.lane(reason)
        }
    }

    /// The words for a lane that waits for a service's answer about a code.
    public static let asking = GuardPhrase("正在查询，请稍候", "Asking about the code: wait")

    private static func code(_ reason: Reason) -> GuardPhrase? {
        switch reason {
        case .codeVerified: GuardPhrase("码已核验", "Code verified")
        case .codeInvalid: GuardPhrase("码无效，请查证件", "Code invalid: check documents")
        case .codeExpired: GuardPhrase("码已过期，请更新", "Code expired: ask for a new one")
        case .codeNotYetValid: GuardPhrase("码未生效，请看时间", "Code not valid yet: check its time")
        case .codeRevoked: GuardPhrase("码已注销，联系居委会", "Code revoked: call the committee")
        case .codeUnknownKey: GuardPhrase("签发方未知，人工核对", "Issuer unknown: check by hand")
        case .codeStaleTrust: GuardPhrase("核验名单过期，人工核对", "Trust list out of date: check by hand")
        case .codeUnreachable: GuardPhrase("查询无应答，人工核对", "No answer: check by hand")
        case .codeUnsupported: GuardPhrase("不识别此码，请换码", "Not a known code: show another")
        case .codeDuplicate: GuardPhrase("此码已用过，人工核对", "Code already used: check by hand")
        case .clockUntrusted: GuardPhrase("时钟未校准，人工核对", "Clock not set: check by hand")
        case .healthCodeNotGreen: GuardPhrase("健康码非绿码，报居委会", "Health code not green: call the committee")
        case .tripRiskArea: GuardPhrase("途经风险地区，请询问行程", "Risk area on the trip card: ask where they were")
        case .tripNotGreen: GuardPhrase("行程码非绿色，人工核对", "Trip card not green: check by hand")
        case .healthCodeMissing: GuardPhrase("请出示健康码", "Show the health code")
        case .tripCodeMissing: GuardPhrase("请出示行程码", "Show the trip code")
        case .registrationMissing: GuardPhrase("请登记", "Register the person")
        case .confirmationMissing: GuardPhrase("请保安确认", "Guard: confirm")
        case .reportMissing: GuardPhrase("请报居委会", "Report to the committee")
        case .slipMissing: GuardPhrase("请出示就医单", "Show the hospital slip")
        default: nil
        }
    }

    private static func lane(_ reason: Reason) -> GuardPhrase {
        switch reason {
        case .laneClosed: GuardPhrase("通道已关闭，请走别处", "Lane closed: use another")
        case .categoryNotServed: GuardPhrase("此通道不适用，请走别处", "Not served here: use another lane")
        case .categoryUnknown: GuardPhrase("身份未知，请扫通行码", "Unknown: show a pass")
        case .observedLeaving: GuardPhrase("居家观察，不得外出", "Home observation: may not leave")
        case .passageOpen: GuardPhrase("等待补充", "Waiting for more")
        case .passageTimeout: GuardPhrase("超时，请重新开始", "Time is up: start again")
        case .journalUnavailable: GuardPhrase("无法记录，请勿放行", "Cannot record: do not admit")
        case .journalLate: GuardPhrase("记录过慢，请重新开始", "Recorded too late: start again")
        default: GuardPhrase(reason.code, reason.code)
        }
    }
}
