using System.Text.Json;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>A body that is any JSON value, not a command.</summary>
internal static class PayloadJson
{
    /// <returns>Null when it is one value.</returns>
    public static string? Fault(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var value = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ParsedBody.MaxDepth - 1 });
            return null;
        }
        catch (JsonException e)
        {
            return $"One JSON value, or nothing. {e.Message}";
        }
    }
}
