using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Views;

/// <summary>The way of a code task over its targets.</summary>
internal static class RoutingView
{
    public static IEnumerable<(string Name, string? Value)> Facts(TaskRouting? routing) => routing is null ? [] :
    [
        ("Classified", $"{Pair(routing.Classification)}, {routing.Classification.Complexity}, routing score {routing.Classification.RoutingScore}"),
        ("Phase", $"{routing.Phase}{(routing.FallbackType is { } type ? $" ({type})" : "")}"),
        ("Executions", $"{routing.WasmAttempts} failed in WebAssembly, {routing.AgentAttempts} at agents, routing {routing.Routings}"),
        ("Recovery", routing.Recovery is { } order ? Describe(order) : null),
        ("Avoids", string.Join(", ", routing.Avoided)),
        ("Why there", routing.Why),
    ];

    private static string Pair(TaskClassification task) => $"{task.FileType}:{task.OperationType}";

    private static string Describe(RecoveryOrder order)
    {
        var settings = new List<string>();
        if (order.MemoryLimitMb is { } memory)
            settings.Add($"{memory} MB");
        if (order.TimeoutMs is { } time)
            settings.Add(Shown.Span(TimeSpan.FromMilliseconds(time)));
        settings.AddRange(order.Flags);
        return $"{order.Strategy} {order.Attempt} of {order.ErrorType}: {string.Join(", ", order.Actions)}; with {string.Join(", ", settings)}";
    }
}
