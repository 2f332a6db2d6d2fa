using System.Buffers;
using System.Text;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>What a guest writes to a stream, up to a limit; the rest is taken from it and dropped.</summary>
internal sealed class OutputBuffer(int limit)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public bool IsEmpty => _bytes.WrittenCount == 0;

    /// <summary>Something was dropped.</summary>
    public bool IsCut { get; private set; }

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public string Text => Encoding.UTF8.GetString(_bytes.WrittenSpan).ReplaceLineEndings(" ").Trim();

    public void Take(ReadOnlySpan<byte> written)
    {
        var room = limit - _bytes.WrittenCount;
        IsCut |= written.Length > room;
        _bytes.Write(written[..Math.Min(room, written.Length)]);
    }
}
