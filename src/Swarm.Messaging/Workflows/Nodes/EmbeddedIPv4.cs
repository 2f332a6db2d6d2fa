using System.Net;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>IPv4 addresses that an IPv6 address stands for, or leads to. Pure.</summary>
internal static class EmbeddedIPv4
{
    private static readonly byte[] Translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    public static IReadOnlyList<IPAddress> Of(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (bytes.Length != 16)
            return [];
        // ::ffff:a.b.c.d, and ::a.b.c.d (RFC 4291), and 64:ff9b::a.b.c.d (RFC 6052).
        if (address.IsIPv4MappedToIPv6 || bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 || bytes.AsSpan(0, 12).SequenceEqual(Translated))
            return [new(bytes.AsSpan(12))];
        // 6to4, 2002:aabb:ccdd:: (RFC 3056).
        if (bytes is [0x20, 0x02, ..])
            return [new(bytes.AsSpan(2, 4))];
        // Teredo, 2001:0:server:flags:port:client, the client's inverted (RFC 4380).
        return bytes is [0x20, 0x01, 0, 0, ..] ? [new(bytes.AsSpan(4, 4)), new([.. bytes.Skip(12).Select(b => (byte)~b)])] : [];
    }
}
