namespace Swarm.Messaging.Client.Swarms;

/// <summary>A swarm that the program does not host any more, and did not give up.</summary>
/// <param name="Reason">
/// <c>taken</c>: another host has it; <c>ended</c>: it has completed or failed; <c>gone</c>: it was deregistered; <c>host_taken</c>: another process
/// uses the host id; or the code of a refusal.
/// </param>
public sealed record LostSwarm(string SwarmId, string Reason);
