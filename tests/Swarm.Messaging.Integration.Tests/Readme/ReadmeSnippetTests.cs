using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.Readme;

/// <summary>The first submit from .NET and from Node, taken from the README as it stands, against a real broker.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class ReadmeSnippetTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly TempFolder folder = new("snippet");
    private SpineHost host = null!;

    public async Task InitializeAsync() =>
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, prefix: "", rabbit.Server.Address());

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_one_for_NET_compiles_and_prints_the_result()
    {
        var program = ReadmeText.Blocks("csharp").Single();
        program.ShouldContain("amqp://localhost");
        await File.WriteAllTextAsync(folder.Combine("Program.cs"), program.Replace("amqp://localhost", rabbit.Server.Address().ToString(), StringComparison.Ordinal));
        await File.WriteAllTextAsync(folder.Combine("First.csproj"), ReadmeProject.Text);

        // No build server stays behind.
        await ReadmeProgram.RunAsync(
            folder.Path, "dotnet", ["build", "-o", "out", "--nologo", "-v", "quiet"], ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"));
        var said = await ReadmeProgram.RunAsync(folder.Path, "dotnet", ["exec", "out/First.dll"]);

        said.ShouldContain("""{"hello":"world"}""");
    }

    [Fact]
    public async Task The_one_for_Node_submits_and_is_answered()
    {
        foreach (var file in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(Checkout.Folder, "examples", "node", file), folder.Combine(file));
        await ReadmeProgram.RunAsync(folder.Path, "npm", ["ci"]);
        await File.WriteAllTextAsync(folder.Combine("first.mjs"), $$"""
            import { randomUUID } from 'node:crypto';
            import amqp from 'amqplib';
            const connection = await amqp.connect(process.env.AMQP_URL);
            const channel = await connection.createConfirmChannel();
            const { queue: replyTo } = await channel.assertQueue('', { exclusive: true });
            const correlationId = randomUUID();
            const ended = new Promise((resolve) => channel.consume(replyTo, (m) => {
              if (m.properties.type === 'TaskEnded' && m.properties.correlationId === correlationId) resolve(m.content.toString());
            }, { noAck: true }));
            {{ReadmeText.Blocks("js").Single()}}
            console.log(await ended);
            await connection.close();
            """);

        var said = await ReadmeProgram.RunAsync(folder.Path, "node", ["first.mjs"], ("AMQP_URL", rabbit.Server.Address().ToString()));

        said.ShouldContain("""
            "result":{"hello":"world"}
            """);
    }
}
