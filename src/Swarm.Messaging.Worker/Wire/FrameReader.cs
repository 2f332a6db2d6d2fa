using System.Buffers;
using System.Buffers.Binary;

namespace Swarm.Messaging.Worker.Wire;

/// <summary>
/// Cuts a stream into frames: four bytes of length, big-endian, then that many bytes. For one reading thread. The buffer grows with what
/// has arrived, never with what a length promises, and shrinks again after a large frame.
/// </summary>
public sealed class FrameReader(Stream stream, int maxFrame = FrameLimits.Default) : IDisposable
{
    private const int Usual = 16 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Usual);
    private int start;
    private int end;

    /// <summary>Waits for the next frame. It is valid until the next call.</summary>
    /// <returns>False at the end of the stream, between two frames.</returns>
    /// <exception cref="FrameException">The length is out of bounds, or the stream ended within a frame.</exception>
    public bool TryRead(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!Fill(FrameLimits.Prefix))
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(start));
        if (length == 0 || length > maxFrame)
            throw new FrameException($"A frame claims {length} bytes; 1 to {maxFrame} are possible. Something else than frames was written to the pipe, or a result larger than {maxFrame} bytes.");
        start += FrameLimits.Prefix;
        if (!Fill((int)length))
            throw new FrameException($"The pipe ended within a frame of {length} bytes.");
        frame = buffer.AsSpan(start, (int)length);
        start += (int)length;
        return true;
    }

    public void Dispose()
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    /// <returns>False when the stream ended before a single byte came.</returns>
    private bool Fill(int count)
    {
        var begun = end > start;
        while (end - start < count)
        {
            MakeRoom(count);
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                return begun || count != FrameLimits.Prefix ? throw new FrameException("The pipe ended within a frame.") : false;
            begun = true;
            end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        if (start == end)
            (start, end) = (0, 0);
        if (start == 0 && end == 0 && buffer.Length > Usual * 4 && count <= Usual)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(Usual);
        }

        if (end < buffer.Length)
            return;
        var held = end - start;
        var next = held <= buffer.Length / 2 ? buffer : ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(start, held).CopyTo(next);
        if (next != buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        (buffer, start, end) = (next, 0, held);
    }
}
