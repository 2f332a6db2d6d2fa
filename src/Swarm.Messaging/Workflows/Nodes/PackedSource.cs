namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// The packed bytes of an answer. What unpacks them does not ask for more once its format has ended, so that asking at the end means that they were cut off.
/// Only gzip asks, since another member may follow: it gets one byte that begins none, and asks again only where the member before is not whole.
/// </summary>
internal sealed class PackedSource(Stream raw, string packing) : Stream
{
    /// <summary>Begins no member, and no size that is kept here ends with it.</summary>
    private const byte NoMember = 0xFF;

    private readonly byte[] begin = new byte[1];
    private bool begins;

    public bool HasEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <returns>The first byte, which is read again; null: there is none.</returns>
    public async ValueTask<byte?> BeginAsync(CancellationToken cancellation)
    {
        begins = await raw.ReadAsync(begin, cancellation).ConfigureAwait(false) > 0;
        return begins ? begin[0] : null;
    }

    public HttpIOException Cut(Exception? cause = null) => new(HttpRequestError.ResponseEnded, $"the answer ended before its {packing} was whole", cause);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        if (begins)
        {
            begins = false;
            buffer.Span[0] = begin[0];
            return 1;
        }

        if (!HasEnded && await raw.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            return count;
        if (HasEnded || packing != "gzip")
            throw Cut();
        HasEnded = true;
        buffer.Span[0] = NoMember;
        return 1;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            raw.Dispose();
        base.Dispose(disposing);
    }
}
