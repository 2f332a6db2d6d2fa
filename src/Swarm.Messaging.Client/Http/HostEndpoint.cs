using System.Text.Json;

namespace Swarm.Messaging.Client.Http;

/// <summary>
/// Where the host is and how to show who asks: as given by hand, or as the host of a data folder has written it. That one has another port and another
/// token after each start, so the file is read again whenever it did not answer, or did not know the token. What is given by hand stays.
/// </summary>
internal sealed class HostEndpoint(SwarmClientOptions options)
{
    private const string FileName = "endpoint.json";

    private readonly string? file = options.Data is { } folder ? Path.Combine(Path.GetFullPath(folder), FileName) : null;
    private volatile Place? known = options.Address is { } given ? new(Root(given), options.Token) : null;

    /// <summary>Whether another place may be known later: then no answer is final that may be that of a stranger.</summary>
    public bool Follows => file is not null;

    /// <summary>The newest known; a host that has taken its address back is still looked for there.</summary>
    /// <exception cref="SwarmClientException">No host has left its address yet.</exception>
    public Place Current => known ?? Read() ?? throw new SwarmClientException($"No host has left its address in {file}: start one on that folder.", true);

    /// <summary>After <paramref name="failed"/> did not answer as a host of ours does.</summary>
    /// <returns>Whether another place is known now.</returns>
    public bool Renew(Place failed) => Follows && (Read() ?? known) is { } now && now != failed;

    private Place? Read()
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file!));
            return known = new(Root(new Uri(json.RootElement.GetProperty("address").GetString()!)), options.Token ?? json.RootElement.GetProperty("token").GetString());
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or KeyNotFoundException or ArgumentNullException or UriFormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Uri Root(Uri address) => new(address.AbsoluteUri.TrimEnd('/') + "/");

    public sealed record Place(Uri Root, string? Token)
    {
        /// <summary>Without the token.</summary>
        public override string ToString() => Root.AbsoluteUri.TrimEnd('/');
    }
}
