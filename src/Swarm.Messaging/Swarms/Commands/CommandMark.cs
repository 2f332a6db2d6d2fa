using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>By what a command is known when its message is delivered again. The same message with other content is no redelivery: it is refused with <c>id_conflict</c>.</summary>
/// <param name="MessageId">Of its message.</param>
/// <param name="Content">Hash of what it asks for, in hexadecimal digits.</param>
public sealed record CommandMark(string MessageId, string Content)
{
    private const int Digits = 32;

    /// <summary>As scripts know it.</summary>
    internal string Text => $"{Content}:{MessageId}";

    /// <returns>Null: the command has no message, and cannot come again.</returns>
    internal static CommandMark? Of(CommandOrigin origin, string command, JsonElement message) =>
        origin.MessageId is { } id ? new(id, HashOf(new { command, message })) : null;

    /// <param name="content">Serialises to JSON.</param>
    internal static string HashOf(object content) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, JsonSerializerOptions.Web)))[..Digits];
}
