using System.Text.Json;

namespace Swarm.Messaging.Crm.Commands;

/// <summary>Where the system is: a host's HTTP API, or a broker.</summary>
internal sealed record SystemAddress(Uri? Host, string? Token, Uri? Broker, string Prefix)
{
    /// <summary>The one named, else that of the environment, else the one that runs on the data folder.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SystemAddress Find(Uri? host, string? token, string data, Func<string, string?> environment)
    {
        if (host is null && environment("SWARM_HOST") is { Length: > 0 } named)
            host = Uri.TryCreate(named, UriKind.Absolute, out var url) ? url : throw new ArgumentException($"SWARM_HOST is '{named}'; it must be an address such as http://127.0.0.1:8080.");
        if (host is not null)
            return new(host, token ?? environment("SWARM_TOKEN"), null, "");
        var file = Path.Combine(data, "endpoint.json");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return new(new Uri(json.RootElement.GetProperty("address").GetString()!), token ?? json.RootElement.GetProperty("token").GetString(), null, "");
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or UriFormatException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"No host was found: --host and SWARM_HOST are not given, and no host has left its address in {file}. Start one with 'swarm up', or name a broker with --broker.", e);
        }
    }
}
