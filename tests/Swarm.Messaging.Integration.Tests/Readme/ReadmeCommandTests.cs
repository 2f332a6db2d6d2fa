using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Readme;

/// <summary>Each command of the README, as a reader would type it.</summary>
public sealed class ReadmeCommandTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("readme");
    private SwarmHost host = null!;

    public async Task InitializeAsync()
    {
        var script = folder.Combine("swarm");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec dotnet exec '{Checkout.Program}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(folder.Combine("samples"), Path.Combine(Checkout.Folder, "samples"));
        host = await TestHost.StartAsync(new HostSettings { Data = folder.Combine("data"), Logging = new HostLogging { Console = false } });
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        folder.Dispose();
    }

    public static TheoryData<string> Commands() =>
        [.. ReadmeText.Blocks("bash").SelectMany(b => b.Split('\n')).Where(l => l.StartsWith("./swarm ", StringComparison.Ordinal))];

    // A host would run for ever, and DemoVerbTests play the story: of these the options are judged alone.
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task It_does_what_is_said(string command) =>
        (await ReadmeProgram.RunAsync(
            folder.Path, "bash", ["-c", command.StartsWith("./swarm up", StringComparison.Ordinal) || command.StartsWith("./swarm demo", StringComparison.Ordinal) ? $"{command.Split(" #")[0]} --help" : command]))
            .ShouldNotBeEmpty();

    [Fact]
    public void The_other_scripts_and_folders_it_names_are_there()
    {
        foreach (var name in new[] { "test.sh", "contracts/asyncapi.yaml", "contracts/schemas", "examples/node/submit.mjs", "docs/architecture.md", "docs/lifecycle", "docs/testing.md", "docs/decisions/0005-packages-replaced.md" })
        {
            string.Join('\n', ReadmeText.Lines).ShouldContain(name);
            Path.Exists(Path.Combine(Checkout.Folder, name)).ShouldBeTrue(name);
        }
    }

    /// <summary>Two screens.</summary>
    [Fact]
    public void It_stays_short() => ReadmeText.Lines.Length.ShouldBeLessThanOrEqualTo(130);
}
