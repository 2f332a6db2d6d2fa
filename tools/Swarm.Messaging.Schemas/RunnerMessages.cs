using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Schemas;

/// <summary>What hosts tell of their workers of nodes and of circuit breakers, with samples.</summary>
internal static class RunnerMessages
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static IReadOnlyList<Message> Events { get; } =
    [
        new(new NodeWorkersChanged
        {
            Event = "worker_crashed", HostId = "host-1", At = At, WorkerId = "node-worker-2", Workers = 1, Reason = "my_type threw InvalidOperationException: no such thing",
        }),
        new(new NodeBreakerChanged
        {
            Event = "circuit_breaker_opened", HostId = "host-1", At = At, Key = "http_request:example.org:443", Reason = "Its calls are refused for 60 s.",
        }),
    ];
}
