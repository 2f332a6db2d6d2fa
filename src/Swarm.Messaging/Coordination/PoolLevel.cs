namespace Swarm.Messaging.Coordination;

/// <summary>What alerts look at in the WebAssembly pool of a host.</summary>
/// <param name="HostId">The alerts' subject.</param>
/// <param name="Size">Instances.</param>
/// <param name="Utilization">Used slots of all slots, 0..1.</param>
/// <param name="LastScalingFailure">Why the last scaling action failed; null when it did not.</param>
internal sealed record PoolLevel(string HostId, int Size, int Max, double Utilization, string? LastScalingFailure);
