using System.IO.Compression;
using System.Net.Http.Headers;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>
/// The body of an answer, unpacked where its <c>Content-Encoding</c> says that it is packed. The streams of .NET take packed bytes that are cut off for whole ones,
/// but where the whole process is set otherwise (<c>System.IO.Compression.UseStrictValidation</c>), which is no matter of a library.
/// </summary>
internal sealed class AnswerBody : IAsyncDisposable
{
    /// <summary>What is asked for where the node asks for nothing.</summary>
    public const string Accepted = "gzip, deflate, br";

    private readonly Stream body;
    private readonly PackedSource? source;
    private readonly string packing;
    private long read;

    private AnswerBody(Stream body, PackedSource? source = null, string packing = "") => (this.body, this.source, this.packing) = (body, source, packing);

    public static bool IsPacked(HttpContentHeaders headers) => Packing(headers) is not null;

    /// <summary>From here on the headers speak of the body as it is read.</summary>
    public static async Task<AnswerBody> OpenAsync(HttpContent content, CancellationToken cancellation)
    {
        var raw = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        if (Packing(content.Headers) is not { } packing)
            return new AnswerBody(raw);
        Unpack(content.Headers);
        var source = new PackedSource(raw, packing);
        // Nothing at all is the whole body of an answer to HEAD, of a 204 or a 304.
        if (await source.BeginAsync(cancellation).ConfigureAwait(false) is not { } first)
            return new AnswerBody(raw);
        Stream unpacked = packing switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            // Some send it without the head that it should have.
            _ => (first & 0x0F) == 8 ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress),
        };
        return new AnswerBody(unpacked, source, packing);
    }

    /// <exception cref="HttpIOException">It ended before it was whole.</exception>
    /// <exception cref="InvalidDataException">It is not packed as it is said to be.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> part, CancellationToken cancellation)
    {
        try
        {
            var count = await body.ReadAsync(part, cancellation).ConfigureAwait(false);
            read += count;
            return count;
        }
        // Each format says it in its own way.
        catch (Exception e) when (source is not null && e is InvalidDataException or InvalidOperationException)
        {
            throw source!.HasEnded ? source.Cut(e)
                : new InvalidDataException(read == 0 ? $"it says {packing}, and the body is not packed so" : $"it says {packing}, and after {read} bytes the body is damaged", e);
        }
    }

    public ValueTask DisposeAsync() => body.DisposeAsync();

    /// <summary>Of several the last was applied last; null: none that is known here.</summary>
    private static string? Packing(HttpContentHeaders headers) => headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => "gzip",
        "deflate" => "deflate",
        "br" => "br",
        _ => null,
    };

    private static void Unpack(HttpContentHeaders headers)
    {
        var others = headers.ContentEncoding.SkipLast(1).ToArray();
        headers.ContentLength = null;
        headers.ContentEncoding.Clear();
        foreach (var other in others)
            headers.ContentEncoding.Add(other);
    }
}
