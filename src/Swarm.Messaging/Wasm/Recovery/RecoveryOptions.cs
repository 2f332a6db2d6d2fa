using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>How failures inside WebAssembly are recovered from. The same on every host. Section <c>Wasm:Recovery</c>.</summary>
public sealed class RecoveryOptions
{
    public const int DefaultPanicThreshold = 5;
    public const int DefaultHistoryLimit = 1_000;
    public const int DefaultHistoryKept = 500;
    public const double DefaultFactor = 1.5;

    public static readonly TimeSpan DefaultActionTimeout = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan DefaultPanicWindow = TimeSpan.FromMinutes(5);

    /// <summary>Longest time of one action before an attempt. Default 2 s: a restart is done within it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "00:01:00")]
    public TimeSpan ActionTimeout { get; set; } = DefaultActionTimeout;

    /// <summary>What <c>increase_memory</c> multiplies the limit by; the result is rounded to MB. Default 1.5.</summary>
    [Range(1.0, 10.0)]
    public double MemoryFactor { get; set; } = DefaultFactor;

    /// <summary>What <c>extend_timeout</c> multiplies the time by. Default 1.5.</summary>
    [Range(1.0, 10.0)]
    public double TimeoutFactor { get; set; } = DefaultFactor;

    /// <summary>Panics of one instance within <see cref="PanicWindow"/>, in a row or not, after which it is replaced and its task goes straight to the fallback. Default 5.</summary>
    [Range(1, 1_000)]
    public int PanicThreshold { get; set; } = DefaultPanicThreshold;

    /// <summary>Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PanicWindow { get; set; } = DefaultPanicWindow;

    /// <summary>Records of the error history; one more cuts it to the newest <see cref="HistoryKept"/>. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int HistoryLimit { get; set; } = DefaultHistoryLimit;

    /// <summary>At most <see cref="HistoryLimit"/>. Default 500.</summary>
    [Range(1, 10_000)]
    public int HistoryKept { get; set; } = DefaultHistoryKept;

    /// <summary>Patterns that name the class of a message, looked at before the built-in words. At most 100.</summary>
    public IList<ErrorPattern> Patterns { get; set; } = [];

    /// <summary>Strategies of your own by class of failure; one for a known class replaces its own strategy.</summary>
    public IDictionary<string, StrategySettings> Strategies { get; set; } = new Dictionary<string, StrategySettings>(StringComparer.Ordinal);
}
