namespace Swarm.Messaging.Coordination;

/// <param name="Type">The event's name.</param>
/// <param name="Fields">Serialises to an object; <c>type</c> and <c>timestamp</c> are added.</param>
internal sealed record ChannelNews(string Channel, string Type, object Fields);
