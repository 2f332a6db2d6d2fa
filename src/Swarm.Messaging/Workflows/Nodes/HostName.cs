using System.Globalization;
using System.Net;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>An entry of <c>Workflows:AllowedHosts</c>: a name or an address, alone or with a port; an IPv6 address with a port stands in brackets.</summary>
internal static class HostName
{
    /// <returns>The one way in which it is compared, <c>::1</c> or <c>[::1]:80</c>; null: no host is called so.</returns>
    public static string? Read(string entry)
    {
        // The parser takes more than an address: brackets with a port, which it passes over.
        if (entry.IndexOfAny(['[', '/']) < 0 && IPAddress.TryParse(entry, out var address))
            return address.ToString();
        var end = entry.StartsWith('[') ? entry.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        var colon = entry.IndexOf(':', end);
        var (host, rest) = colon < 0 ? (entry, null) : (entry[..colon], entry[(colon + 1)..]);
        if (end > 0)
            host = host.Length == end && Uri.CheckHostName(host) == UriHostNameType.IPv6 && IPAddress.TryParse(host[1..^1], out address) ? address.ToString() : "";
        else if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
            host = "";
        if (host.Length == 0)
            return null;
        return rest is null ? host : ushort.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? At(host, port) : null;
    }

    public static string At(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
}
