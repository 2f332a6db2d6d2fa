namespace Swarm.Messaging.Crm;

/// <summary>What a CRM agent works with.</summary>
public sealed class CrmAgentOptions
{
    /// <summary>Below this nothing is cut.</summary>
    public const int LeastResultBytes = 4_096;

    /// <summary>What the system stores of a result, less what comes with many in one.</summary>
    private const int MostResultBytes = 786_432;

    /// <summary>Folder with the descriptions, in <c>browser/</c> and <c>rest/</c>.</summary>
    public required string Operations { get; set; }

    /// <summary>The CRM's address.</summary>
    public required Uri BaseAddress { get; set; }

    /// <summary>File with each client's credentials: <c>{ "clients": { id: { ... } } }</c>. Read again when it changes.</summary>
    public required string Credentials { get; set; }

    /// <summary>Folder of the agent's own: journal of effects, screenshots, downloads. One agent at a time has it.</summary>
    public required string Data { get; set; }

    /// <summary>The task kind. Default <c>ghl</c>.</summary>
    public string Kind { get; set; } = "ghl";

    /// <summary>REST: the longest wait for an answer, above 0. Default 30 s; the task's own timeout holds besides. What had no answer is repeated only when it is not seen for as long again.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes of a result, 4,096..786,432: of a larger one a part is kept, with <c>truncated</c> true, and the task has succeeded. The items of one task share it.
    /// Default 256 KiB.
    /// </summary>
    public int MaxResultBytes { get; set; } = 256 * 1024;

    /// <summary>Chromium or Chrome. Default <c>/usr/bin/chromium</c>.</summary>
    public string Chromium { get; set; } = "/usr/bin/chromium";

    /// <summary>Further arguments of the browser.</summary>
    public IReadOnlyList<string> ChromiumArguments { get; set; } = [];

    /// <summary>Tasks at a time in one session, 1..100. Default 5.</summary>
    public int SlotsPerSession { get; set; } = 5;

    /// <summary>Sessions open at a time, 1..1,000; beyond, the longest idle one is closed. Default 20.</summary>
    public int MaxSessions { get; set; } = 20;

    /// <summary>A session idle for longer is closed, above 0. Default 5 min.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait for one step of a page, above 0. Default 10 s. What was sent by a step that did not end is repeated only when it is not seen for as long again.</summary>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Screenshots of failures kept, 0..10,000; beyond, the oldest go. Default 200.</summary>
    public int MaxScreenshots { get; set; } = 200;

    /// <summary>Downloads kept, 1..10,000; beyond, the oldest go. Default 500.</summary>
    public int MaxDownloads { get; set; } = 500;

    /// <summary>Bytes of all screenshots, and of all downloads, 1,048,576 or more; beyond, the oldest go. Default 256 MiB each.</summary>
    public long MaxFileBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>What an agent with a browser needs besides.</summary>
    /// <exception cref="ArgumentException">There is no browser.</exception>
    internal void CheckBrowser()
    {
        if (!File.Exists(Chromium))
            throw new ArgumentException($"Chromium is '{Chromium}'; there is no such program, and without a browser no task could be done. Install it (apt-get install chromium), or name another with --chromium.");
    }

    /// <exception cref="ArgumentException">With everything that is wrong.</exception>
    public void Check()
    {
        var wrong = new List<string>();
        void Must(bool holds, string rule)
        {
            if (!holds)
                wrong.Add(rule);
        }

        Must(BaseAddress is { IsAbsoluteUri: true, Scheme: "http" or "https" }, $"BaseAddress is '{BaseAddress}'; it must be an http or https address.");
        Must(File.Exists(Credentials), $"Credentials is '{Credentials}'; there is no such file.");
        Must(MaxResultBytes is >= LeastResultBytes and <= MostResultBytes, $"MaxResultBytes is {MaxResultBytes}; it must be {LeastResultBytes} to {MostResultBytes}.");
        Must(SlotsPerSession is >= 1 and <= 100, $"SlotsPerSession is {SlotsPerSession}; it must be 1 to 100.");
        Must(MaxSessions is >= 1 and <= 1_000, $"MaxSessions is {MaxSessions}; it must be 1 to 1,000.");
        Must(CallTimeout > TimeSpan.Zero && SessionIdle > TimeSpan.Zero && StepTimeout > TimeSpan.Zero, "CallTimeout, SessionIdle and StepTimeout must be above 0.");
        Must(MaxScreenshots is >= 0 and <= 10_000 && MaxDownloads is >= 1 and <= 10_000, "MaxScreenshots must be 0 to 10,000, MaxDownloads 1 to 10,000.");
        Must(MaxFileBytes >= 1024 * 1024, $"MaxFileBytes is {MaxFileBytes}; it must be 1,048,576 or more.");
        if (wrong.Count > 0)
            throw new ArgumentException(string.Join(' ', wrong));
    }
}
