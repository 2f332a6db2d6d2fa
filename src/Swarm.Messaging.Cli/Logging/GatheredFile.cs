using System.Text;
using Serilog.Sinks.File;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>
/// Lines reach the log file a moment later and many at a time: a write for each costs more than making it. A stop in good order writes
/// what is left; a kill may lose the last moment, which the timelines in the store still have.
/// </summary>
internal sealed class GatheredFile(TimeProvider time) : FileLifecycleHooks
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private const int Buffer = 64 * 1024;

    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding) => new Gathering(underlyingStream, time);

    private sealed class Gathering : Stream
    {
        private readonly Lock gate = new();
        private readonly BufferedStream file;
        private readonly ITimer timer;
        private bool waiting;
        private bool closed;

        public Gathering(Stream file, TimeProvider time)
        {
            this.file = new BufferedStream(file, Buffer);
            timer = time.CreateTimer(_ => WriteOut(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
                file.Write(buffer);
                if (waiting)
                    return;
                waiting = true;
                timer.Change(Moment, Timeout.InfiniteTimeSpan);
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
                    closed = true;
                    file.Dispose();
                }

                timer.Dispose();
            }

            base.Dispose(disposing);
        }

        private void WriteOut()
        {
            lock (gate)
            {
                waiting = false;
                if (!closed)
                    file.Flush();
            }
        }
    }
}
