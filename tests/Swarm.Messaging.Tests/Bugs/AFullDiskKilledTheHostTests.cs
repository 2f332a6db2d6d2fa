using System.Text;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Cli.Logging;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>The log file was written from a timer, and an exception there ends the process: a full disk took the host with it.</summary>
public sealed class AFullDiskKilledTheHostTests
{
    private readonly FakeTimeProvider time = new();
    private readonly FullDisk disk = new();
    private readonly List<string> told = [];
    private readonly LogState state;

    public AFullDiskKilledTheHostTests() => state = new LogState(told.Add);

    [Fact]
    public void What_cannot_be_written_is_kept_and_written_when_it_can()
    {
        using var log = new GatheringStream(disk, time, state);
        Write(log, "one\n");
        time.Advance(TimeSpan.FromMilliseconds(200));
        Write(log, "two\n");
        time.Advance(TimeSpan.FromSeconds(20));
        state.Failure.ShouldBe("No space left on device");
        disk.Text.ShouldBeEmpty();

        disk.Full = false;
        time.Advance(TimeSpan.FromSeconds(5));

        disk.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["one", "two"]);
        state.Failure.ShouldBeNull();
        told.Count.ShouldBe(2, "once when it began, once when it was over");
        told[0].ShouldContain("No space left on device");
    }

    [Fact]
    public void No_more_than_so_much_is_kept_and_the_loss_is_told()
    {
        using var log = new GatheringStream(disk, time, state);
        var line = new string('x', 1023) + "\n";
        for (var i = 0; i < 5_000; i++)
            Write(log, line);

        disk.Full = false;
        time.Advance(TimeSpan.FromSeconds(5));

        disk.Text.TrimStart('\n').Length.ShouldBe(GatheringStream.MostKept);
        told[^1].ShouldContain($"{(5_000 * 1024) - GatheringStream.MostKept} bytes");
    }

    [Fact]
    public void It_can_be_closed_all_the_same()
    {
        var log = new GatheringStream(disk, time, state);
        Write(log, "one\n");

        Should.NotThrow(log.Dispose);

        state.Failure.ShouldNotBeNull();
        time.Advance(TimeSpan.FromMinutes(1)); // no timer is left
    }

    private static void Write(Stream log, string text) => log.Write(Encoding.UTF8.GetBytes(text));

    private sealed class FullDisk : MemoryStream
    {
        public bool Full { get; set; } = true;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Full)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
