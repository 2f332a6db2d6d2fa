using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary><c>--payload @/dev/zero</c> was read until the memory was full.</summary>
public sealed class AnEndlessFileFilledTheMemoryTests
{
    [Fact]
    public async Task It_is_read_a_little_beyond_what_is_taken_and_refused_by_name()
    {
        using var endless = new Zeros();
        var console = new CliConsole(TextWriter.Null, TextWriter.Null, () => endless);

        var refusal = await Should.ThrowAsync<CliException>(() => InputFile.ReadAsync("-", console, default, most: 1_000_000));

        refusal.ExitCode.ShouldBe(ExitCodes.Usage);
        refusal.Message.ShouldContain("'-' holds more than 1000000 bytes");
        endless.Given.ShouldBeLessThan(1_200_000);
    }

    private sealed class Zeros : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Clear();
            Given += buffer.Length;
            return new(buffer.Length);
        }
    }
}
