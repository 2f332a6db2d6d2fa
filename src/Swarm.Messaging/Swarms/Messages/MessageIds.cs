namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Ids of messages that nobody named.</summary>
internal static class MessageIds
{
    public static string New(DateTimeOffset now) => $"msg_{now.ToUnixTimeMilliseconds()}_{Guid.NewGuid().ToString("N")[..9]}";
}
