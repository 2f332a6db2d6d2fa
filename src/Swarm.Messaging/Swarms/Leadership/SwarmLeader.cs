namespace Swarm.Messaging.Swarms.Leadership;

/// <summary>Who leads now, as everybody may know it.</summary>
/// <param name="Remaining">How long its lease lasts if it is not renewed; for a candidate: until it is worth while to ask again.</param>
internal sealed record SwarmLeader(string SwarmId, string HostId, long Epoch, TimeSpan Remaining);
