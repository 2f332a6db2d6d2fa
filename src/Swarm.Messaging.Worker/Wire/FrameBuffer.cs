using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Swarm.Messaging.Worker.Wire;

/// <summary>Where one message at a time is written, with its length in front. Reused: writing allocates nothing once it has grown.</summary>
public sealed class FrameBuffer : IDisposable
{
    private const int Kept = 256 * 1024;

    private readonly Utf8JsonWriter writer;
    private ArrayBufferWriter<byte> bytes = new(1024);

    public FrameBuffer() => writer = new Utf8JsonWriter(bytes, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    });

    /// <summary>Begins a message and its outermost object.</summary>
    public Utf8JsonWriter Begin(string type)
    {
        if (bytes.Capacity > Kept)
            bytes = new(1024);
        bytes.ResetWrittenCount();
        bytes.GetSpan(FrameLimits.Prefix);
        bytes.Advance(FrameLimits.Prefix);
        writer.Reset(bytes);
        writer.WriteStartObject();
        writer.WriteString(WireFields.Type, type);
        return writer;
    }

    /// <summary>Ends the message. The frame is valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> End()
    {
        writer.WriteEndObject();
        writer.Flush();
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes.WrittenMemory);
        BinaryPrimitives.WriteInt32BigEndian(frame.Span, frame.Length - FrameLimits.Prefix);
        return frame;
    }

    public void Dispose() => writer.Dispose();
}
