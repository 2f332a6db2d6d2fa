using System.Security.Cryptography;
using System.Text;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Ids of messages that nobody named.</summary>
internal static class MessageIds
{
    public static string New(DateTimeOffset now) => $"msg_{now.ToUnixTimeMilliseconds()}_{Guid.NewGuid().ToString("N")[..9]}";

    /// <summary>
    /// Follows the message that is answered: handled again, it is not answered twice. Ids are their sender's own, and one that comes again may begin anew with them, so
    /// the sender and the time are in it.
    /// </summary>
    /// <param name="what">Of what sort the answer is.</param>
    public static string Answer(SwarmMessage message, string what) =>
        $"{what}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{message.SwarmId}\n{message.Id}\n{message.Timestamp}")))[..24]}";
}
