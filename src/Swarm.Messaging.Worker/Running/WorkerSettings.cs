using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>What the pool told this worker at its start.</summary>
internal sealed record WorkerSettings(string WorkerId, TimeSpan Heartbeat, long MemoryLimitMb, int MaxFrame)
{
    public static WorkerSettings FromEnvironment() => new(
        Environment.GetEnvironmentVariable(WorkerEnvironment.Id) ?? $"worker-{Environment.ProcessId}",
        TimeSpan.FromMilliseconds(Number(WorkerEnvironment.HeartbeatMs, 5_000)),
        Number(WorkerEnvironment.MemoryLimitMb, 512),
        (int)Number(WorkerEnvironment.MaxFrame, FrameLimits.Default));

    private static long Number(string name, long absent) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), out var number) && number > 0 ? number : absent;
}
