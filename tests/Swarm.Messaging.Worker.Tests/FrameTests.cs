using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Tests;

public sealed class FrameTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Frames_come_out_as_they_went_in_however_the_pipe_cuts_them(int atOnce)
    {
        using var buffer = new FrameBuffer();
        using var pipe = new MemoryStream();
        string[] texts = ["", "é", new('x', 200_000), "last"];
        foreach (var text in texts)
        {
            buffer.Begin("t").WriteString("text", text);
            pipe.Write(buffer.End().Span);
        }

        pipe.Position = 0;
        using var reader = new FrameReader(new Dribble(pipe, atOnce));
        foreach (var text in texts)
        {
            reader.TryRead(out var frame).ShouldBeTrue();
            JsonDocument.Parse(frame.ToArray()).RootElement.GetProperty("text").GetString().ShouldBe(text);
        }

        reader.TryRead(out _).ShouldBeFalse("the pipe ended between two frames");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2_147_483_648u)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_cannot_be_is_refused_before_anything_is_reserved(uint length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, length);
        using var reader = new FrameReader(new MemoryStream(bytes));

        Should.Throw<FrameException>(() => reader.TryRead(out _)).Message.ShouldContain(length.ToString());
    }

    [Fact]
    public void An_end_within_a_frame_is_an_error()
    {
        using var reader = new FrameReader(new MemoryStream([0, 0, 0, 9, .. Encoding.UTF8.GetBytes("half")]));

        Should.Throw<FrameException>(() => reader.TryRead(out _));
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class Dribble(Stream inner, int atOnce) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, atOnce));
    }
}
