using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>An agent that started in the moment in which its credentials file was half written ended with "no JSON at line 1".</summary>
public sealed class ACredentialsFileThatWasBeingWrittenEndedTheAgentTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly TempFolder folder = new("written");
    private readonly FakeTimeProvider time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_read_again_a_moment_later()
    {
        var start = Start("""{"clients":{"ac""");
        start.IsCompleted.ShouldBeFalse();

        await File.WriteAllTextAsync(folder.Combine("credentials.json"), """{"clients":{"acme":{"token":"one"}}}""");
        await PassAsync(start);

        await start;
    }

    [Fact]
    public async Task One_that_stays_so_ends_the_agent_after_a_second()
    {
        var start = Start("{");
        start.IsCompleted.ShouldBeFalse();

        await PassAsync(start);

        (await Should.ThrowAsync<InvalidDataException>(start)).Message.ShouldContain("no JSON at line 1");
    }

    private async Task PassAsync(Task start)
    {
        while (!start.IsCompleted)
        {
            time.Advance(Pause);
            await Task.Yield();
        }
    }

    private Task Start(string content)
    {
        var file = folder.Combine("credentials.json");
        File.WriteAllText(file, content);
        var options = new CrmAgentOptions { Operations = CrmWorld.ShippedOperations, BaseAddress = new Uri("http://127.0.0.1:1"), Credentials = file, Data = folder.Combine("agent") };
        options.Check();
        return new CredentialCheck(options, new CredentialFile(file), time, NullLogger<CredentialCheck>.Instance).StartAsync(CancellationToken.None);
    }
}
