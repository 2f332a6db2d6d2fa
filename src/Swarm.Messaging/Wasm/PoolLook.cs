namespace Swarm.Messaging.Wasm;

/// <summary>What a look at utilisation brought about.</summary>
/// <param name="Created">Missing to the minimum, or one more by demand.</param>
/// <param name="Removed">Given up.</param>
internal sealed record PoolLook(double Utilization, int Created, int Removed);
