using System.Security.Cryptography;
using System.Text;

namespace Swarm.Messaging.Sagas;

/// <summary>UUID version 5: the same name always gives the same id.</summary>
internal static class NameGuid
{
    public static Guid Create(Guid scope, string name)
    {
        Span<byte> input = stackalloc byte[16 + 512];
        var length = Encoding.UTF8.GetByteCount(name);
        if (length > 512)
            throw new ArgumentException($"The name has {length} bytes; at most 512 make an id.", nameof(name));
        scope.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // UUIDv5 is defined by SHA-1; it protects nothing.
        SHA1.HashData(input[..(16 + length)], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
