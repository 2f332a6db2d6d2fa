using System.IO.Compression;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>A result as it is kept, in memory and in the store alike: a byte that says how, then the JSON, compressed above 1 KiB where that makes it smaller.</summary>
internal sealed class PackedResult
{
    private const int CompressAbove = 1_024;
    private const byte Plain = 0;
    private const byte Gzip = 1;

    private PackedResult(byte[] bytes) => Bytes = bytes;

    /// <summary>What is stored.</summary>
    public byte[] Bytes { get; }

    public int Size => Bytes.Length;

    public bool Compressed => Bytes[0] == Gzip;

    /// <summary>Bytes that compression has saved; 0 when it is not known any more.</summary>
    public int Saved { get; private init; }

    public static PackedResult Of(ReadOnlySpan<byte> json)
    {
        if (json.Length > CompressAbove)
        {
            using var packed = new MemoryStream(json.Length / 2);
            packed.WriteByte(Gzip);
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(json);
            if (packed.Length < json.Length + 1)
                return new PackedResult(packed.ToArray()) { Saved = json.Length + 1 - (int)packed.Length };
        }

        return new PackedResult([Plain, .. json]);
    }

    /// <returns>Null for what is none.</returns>
    public static PackedResult? Read(byte[] stored) => stored is [Plain or Gzip, _, ..] ? new PackedResult(stored) : null;

    public ReadOnlyMemory<byte> Json()
    {
        if (!Compressed)
            return Bytes.AsMemory(1);
        using var gzip = new GZipStream(new MemoryStream(Bytes, 1, Bytes.Length - 1), CompressionMode.Decompress);
        using var json = new MemoryStream(Bytes.Length * 3);
        gzip.CopyTo(json);
        return json.ToArray();
    }
}
