using System.Text.Json;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Cli.Terminal;

/// <summary>JSON as the API writes and reads it.</summary>
internal static class CliJson
{
    public static JsonSerializerOptions Line => WireJson.Options;

    public static JsonSerializerOptions Indented { get; } = new(WireJson.Options) { WriteIndented = true };
}
