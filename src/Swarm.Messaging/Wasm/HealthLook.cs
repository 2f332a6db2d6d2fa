namespace Swarm.Messaging.Wasm;

/// <summary>What a look at health found.</summary>
/// <param name="Stuck">Instances replaced because of a task that did not end.</param>
internal sealed record HealthLook(int Checked, int Unhealthy, int Stuck);
