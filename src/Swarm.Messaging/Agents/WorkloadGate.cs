namespace Swarm.Messaging.Agents;

/// <summary>
/// How many tasks of the CRM an agent may have: each adds <paramref name="Step"/> to the workload it reports, up to 1, and one below
/// <paramref name="Limit"/> may get another. So its slots are all there is to count. In decimal, where 0.9 - 0.3 is a whole number of steps.
/// </summary>
internal sealed record WorkloadGate(decimal Step, decimal Limit)
{
    /// <summary>The kind of tasks it is for.</summary>
    public const string Kind = "ghl";

    public static WorkloadGate Default { get; } = Of(new AgentOptions());

    public static WorkloadGate Of(AgentOptions options) => new(options.WorkloadStep, options.WorkloadLimit);

    /// <param name="reported">Without our tasks, 0..1.</param>
    public int Slots(int maxConcurrent, decimal reported) =>
        Math.Min(maxConcurrent, (int)decimal.Ceiling(Math.Max(0, Limit - reported) / Step));

    /// <param name="active">Tasks of ours.</param>
    public decimal Workload(decimal reported, int active) => Math.Min(1, reported + (Step * active));
}
