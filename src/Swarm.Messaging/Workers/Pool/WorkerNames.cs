namespace Swarm.Messaging.Workers.Pool;

/// <summary>States and strategies as the outside reads them.</summary>
internal static class WorkerNames
{
    public static string Of(WorkerState state) => state switch
    {
        WorkerState.Initializing => "initializing",
        WorkerState.Ready => "ready",
        WorkerState.Busy => "busy",
        WorkerState.ShuttingDown => "shutting-down",
        _ => "error",
    };

    public static string Of(HealthState state) => state switch
    {
        HealthState.Healthy => "healthy",
        HealthState.Suspect => "suspect",
        _ => "zombie",
    };

    public static string Of(LoadBalancing strategy) => strategy switch
    {
        LoadBalancing.LeastLoaded => "least-loaded",
        LoadBalancing.RoundRobin => "round-robin",
        _ => "capability-based",
    };
}
