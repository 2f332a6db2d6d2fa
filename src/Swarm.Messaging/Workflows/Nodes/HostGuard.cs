using System.Net;
using System.Net.Sockets;
using Polly;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// Keeps nodes from reaching internal hosts by accident: an address of this machine or of a private network is connected to only when the
/// host's name, or the address, is on the list. Judged when a connection is made, so that neither a name nor a redirect gets around it.
/// </summary>
internal sealed class HostGuard(IReadOnlyCollection<string> allowed, TimeProvider? time = null)
{
    private readonly HashSet<string> names = new(allowed.Select(host => HostName.Read(host) ?? host), StringComparer.OrdinalIgnoreCase);
    private readonly ResiliencePipeline connecting = ConnectRetry.Pipeline(time ?? TimeProvider.System);

    /// <summary>A socket connected to the first address that may be reached and answers; one that refuses is asked again soon.</summary>
    public ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        connecting.ExecuteAsync((to, stop) => ConnectOnceAsync(to.host, to.port, stop), (host, port), cancellation);

    private async ValueTask<Stream> ConnectOnceAsync(string host, int port, CancellationToken cancellation)
    {
        // An address is none to look up: the resolver would refuse 0.0.0.0 in words of its own.
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        var open = addresses.Where(one => MayReach(host, port, one)).ToArray();
        if (open.Length == 0)
            throw new InternalHostException(host, port, addresses);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public bool MayReach(string host, int port, IPAddress address) =>
        !IsInternal(address) || names.Contains(host) || names.Contains(HostName.At(host, port))
        || names.Contains(address.ToString()) || names.Contains(HostName.At(address.ToString(), port));

    public static bool IsInternal(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || EmbeddedIPv4.Of(address).Any(IsInternal);
        var bytes = address.GetAddressBytes();
        return bytes[0] switch
        {
            0 or 10 or 127 or >= 224 => true,
            100 => bytes[1] is >= 64 and <= 127,
            169 => bytes[1] == 254,
            172 => bytes[1] is >= 16 and <= 31,
            192 => bytes[1] == 168 || (bytes[1] == 0 && bytes[2] == 0),
            198 => bytes[1] is 18 or 19,
            _ => false,
        };
    }
}
