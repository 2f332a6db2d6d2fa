using System.Globalization;

namespace Swarm.Messaging.Workflows;

/// <summary>Names of a run's durable timers.</summary>
internal static class WorkflowTimers
{
    /// <summary>Every open run has it, moved on by every step: it asks again for nodes of which nothing was heard.</summary>
    public const string Ask = "ask";
    public const string Timeout = "timeout";
    public const string More = "more";

    private const string DelayPrefix = "delay-";

    /// <summary>One for each node that waits for its time.</summary>
    public static string Delay(int node) => string.Create(CultureInfo.InvariantCulture, $"{DelayPrefix}{node}");

    public static object Event(string name) => name switch
    {
        Ask => new WorkflowAskDue(),
        Timeout => new WorkflowTimeoutDue(),
        More => new MoreDue(),
        _ when name.StartsWith(DelayPrefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(DelayPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var node) => new DelayDue(node),
        _ => throw new InvalidOperationException($"A workflow has no timer named {name}."),
    };
}
