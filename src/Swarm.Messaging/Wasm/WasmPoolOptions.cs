using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Wasm;

/// <summary>The pool of WebAssembly instances of this host. Section <c>Wasm:Pool</c>.</summary>
public sealed class WasmPoolOptions
{
    public const int MostInstances = 100;
    public const int DefaultMin = 2;
    public const int DefaultMax = 20;
    public const int DefaultSlots = 5;
    public const double DefaultScaleUpAbove = 0.80;
    public const double DefaultScaleDownBelow = 0.30;

    /// <summary>Instances that are always there. Default 2.</summary>
    [Range(1, MostInstances)]
    public int Min { get; set; } = DefaultMin;

    /// <summary>Instances at most, those being created included. Default 20.</summary>
    [Range(1, MostInstances)]
    public int Max { get; set; } = DefaultMax;

    /// <summary>Tasks that one instance runs at a time; a thread each. Default 5.</summary>
    [Range(1, 50)]
    public int SlotsPerInstance { get; set; } = DefaultSlots;

    /// <summary>A further instance is wanted when used slots / all slots is above this. Default 0.80.</summary>
    [Range(0.01, 1.0)]
    public double ScaleUpAbove { get; set; } = DefaultScaleUpAbove;

    /// <summary>An idle instance is given up when used slots / all slots is below this. Default 0.30.</summary>
    [Range(0.0, 0.99)]
    public double ScaleDownBelow { get; set; } = DefaultScaleDownBelow;

    /// <summary>After a scaling action, in whichever direction, until the next one. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "01:00:00")]
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks at utilisation. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "01:00:00")]
    public TimeSpan UtilizationCheck { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two looks at health and stuck tasks. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "01:00:00")]
    public TimeSpan HealthCheck { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an instance is unused before it may be given up. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "1.00:00:00")]
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A task in a slot for longer than this is stuck: its instance is stopped and replaced. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "1.00:00:00")]
    public TimeSpan StuckLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an attempt waits for a slot before it is given back to be placed again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:10:00")]
    public TimeSpan AcquireTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A probe that has not answered by then has failed. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What runs on an instance that is restarted may end by itself for so long; then it is stopped and placed again. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RestartGrace { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>An instance whose guests have not ended by then, though told to, is replaced instead of restarted. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:01:00")]
    public TimeSpan StopLimit { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What a stopping host lets its guests have. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Everything that is wrong, each as a sentence.</summary>
    public IReadOnlyList<string> Problems()
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), found, validateAllProperties: true);
        var problems = found.Select(f => $"Wasm:Pool: {f.ErrorMessage}").ToList();
        if (Min > Max)
            problems.Add($"Wasm:Pool: Min is {Min} and Max is {Max}; Max must be at least Min.");
        if (ScaleDownBelow >= ScaleUpAbove)
            problems.Add($"Wasm:Pool: ScaleDownBelow is {ScaleDownBelow} and ScaleUpAbove is {ScaleUpAbove}; the first must be lower, or the pool would grow and shrink in turn.");
        return problems;
    }

    internal WasmPoolOptions Copy() => (WasmPoolOptions)MemberwiseClone();
}
