namespace Swarm.Messaging.Crm.Commands;

/// <summary>Where the system is: a host's HTTP API, or a broker.</summary>
/// <param name="Data">Instead of the host's address: the data folder in which it leaves that at each start.</param>
/// <param name="Token">Null with a folder: what stands there.</param>
internal sealed record SystemAddress(Uri? Host, string? Data, string? Token, Uri? Broker, string Prefix)
{
    /// <summary>The one named, else that of the environment, else the one that runs on the data folder.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SystemAddress Find(Uri? host, string? token, string data, Func<string, string?> environment)
    {
        if (host is null && environment("SWARM_HOST") is { Length: > 0 } named)
            host = Uri.TryCreate(named, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new ArgumentException($"SWARM_HOST is '{named}'; it must be an address such as http://127.0.0.1:8080.");
        if (host is not null)
            return new(host, null, token ?? environment("SWARM_TOKEN"), null, "");
        var file = Path.Combine(data, "endpoint.json");
        return File.Exists(file) ? new(null, data, token, null, "")
            : throw new ArgumentException($"No host was found: --host and SWARM_HOST are not given, and no host has left its address in {file}. Start one with 'swarm up', or name a broker with --broker.");
    }
}
