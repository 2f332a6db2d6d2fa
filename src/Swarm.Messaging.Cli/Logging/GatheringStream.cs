using System.Buffers;
using Swarm.Messaging.Alerts;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>
/// Writes to a file what has come in the last moment, in one go. A file that cannot be written, for a disk that is full or a folder that
/// is gone, is tried again later: until then so much is kept, and what comes beyond it is lost. Nothing of that reaches whoever logs.
/// </summary>
internal sealed class GatheringStream : Stream
{
    /// <summary>Kept while the file cannot be written.</summary>
    public const int MostKept = 4 * 1024 * 1024;

    private const int WriteAt = 64 * 1024;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> kept = new(WriteAt);
    private readonly Stream file;
    private readonly LogState state;
    private readonly ITimer timer;
    private bool waiting;
    private bool failing;
    private bool torn;
    private bool closed;

    public GatheringStream(Stream file, TimeProvider time, LogState state)
    {
        this.file = file;
        this.state = state;
        timer = time.CreateTimer(_ => Moved(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (gate)
        {
            if (kept.WrittenCount + buffer.Length > MostKept)
            {
                state.Lost(buffer.Length);
                return;
            }

            kept.Write(buffer);
            if (kept.WrittenCount >= WriteAt && !failing)
                WriteOut();
            else if (!waiting)
                Wait(Moment);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Asked after every line.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (gate)
            {
                if (!closed)
                    Close(WriteOut);
                closed = true;
            }

            timer.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsOfTheDisk(Exception e) => e is IOException or UnauthorizedAccessException;

    private void Moved()
    {
        lock (gate)
        {
            waiting = false;
            if (!closed)
                WriteOut();
        }
    }

    private void WriteOut()
    {
        if (kept.WrittenCount == 0)
            return;
        try
        {
            // The last try may have left half a line.
            if (torn)
                file.Write("\n"u8);
            file.Write(kept.WrittenSpan);
            file.Flush();
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            (failing, torn) = (true, true);
            state.Failed(e.Message);
            if (!closed)
                Wait(Again);
            return;
        }

        kept.ResetWrittenCount();
        (failing, torn) = (false, false);
        state.Works();
    }

    private void Close(Action last)
    {
        last();
        try
        {
            file.Dispose();
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            state.Failed(e.Message);
        }
    }

    private void Wait(TimeSpan time)
    {
        waiting = true;
        timer.Change(time, Timeout.InfiniteTimeSpan);
    }
}
