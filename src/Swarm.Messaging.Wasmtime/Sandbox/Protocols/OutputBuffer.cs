using System.Buffers;
using System.Text;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>
/// What a guest writes to a stream: kept up to a limit, then dropped, and after <see cref="MostTaken"/> the stream is closed and
/// the guest is stopped: not while it writes, but at its next instruction that looks up.
/// </summary>
internal sealed class OutputBuffer(int limit)
{
    public const int MostTaken = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private long _taken;

    public bool IsEmpty => _bytes.WrittenCount == 0;

    /// <summary>More was written than anybody takes, and the stream is closed.</summary>
    public bool IsFlooded => Volatile.Read(ref _taken) > MostTaken;

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public string Text => Encoding.UTF8.GetString(_bytes.WrittenSpan).ReplaceLineEndings(" ").Trim();

    /// <exception cref="IOException">Closes the stream: the runtime discards it, and the guest's writes fail.</exception>
    public void Take(ReadOnlySpan<byte> written)
    {
        _taken += written.Length;
        _bytes.Write(written[..Math.Min(limit - _bytes.WrittenCount, written.Length)]);
        if (_taken > MostTaken)
            throw new IOException("The guest writes more than anybody reads.");
    }
}
