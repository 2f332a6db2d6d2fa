namespace Swarm.Messaging.Samples.Crm;

/// <summary>Faults on purpose.</summary>
internal sealed class FaultSettings
{
    /// <summary>Fraction of writing requests that end with 500 before anything has happened, 0..1. Default 0.</summary>
    public double FailRate { get; set; }

    /// <summary>Fraction of writing requests that end with 500 although the change is made, 0..1. Default 0.</summary>
    public double FailAfterRate { get; set; }

    /// <summary>So many requests with a new <c>Idempotency-Key</c> end with 500 before anything has happened. Default 0.</summary>
    public int FailFirst { get; set; }

    /// <summary>The actions that <see cref="FailFirst"/> is for. Default <c>data_export</c>.</summary>
    public IReadOnlyList<string> FailFirstActions { get; set; } = ["data_export"];

    /// <summary>Seed of the choice. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The action that <see cref="DelayBefore"/> and <see cref="DelayAfter"/> hold up. Default <c>conversation_send</c>.</summary>
    public string Action { get; set; } = "conversation_send";

    /// <summary>Pause before the change. Default 0.</summary>
    public TimeSpan DelayBefore { get; set; }

    /// <summary>Pause between the change and the answer. Default 0.</summary>
    public TimeSpan DelayAfter { get; set; }
}
