using System.Security.Cryptography;
using System.Text;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>What an operator can mend, a folder in use or a file that cannot be read, ended in the stack of a .NET exception.</summary>
public sealed class AnErrorOfTheStartWasAStackTraceTests : IDisposable
{
    private readonly TempFolder folder = new("start");

    public AnErrorOfTheStartWasAStackTraceTests() => Write("credentials.json", """{"clients":{}}""");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_damaged_journal_is_named()
    {
        const string Entry = """{"type":"intent","client":"a","key":"k","operation":"o","fingerprint":"f","attempt":1,"at":"2026-01-01T00:00:00+00:00"}""";
        Write("agent/effects.log", $"damage\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Entry)))[..8]} {Entry}\n");

        await EndsAsync(1, "is damaged at byte 0");
    }

    [Fact]
    public async Task A_folder_that_another_agent_has_is_named()
    {
        Write("agent/effects.log", "");
        await using var other = File.Open(folder.Combine("agent/effects.log"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        await EndsAsync(1, "is another agent running on this folder?");
    }

    [Fact]
    public async Task A_description_that_cannot_be_read_is_named()
    {
        var operations = Directory.CreateDirectory(folder.Combine("operations/rest")).FullName;
        foreach (var name in new[] { "connection.json", "tag_add.json" })
            File.Copy(Path.Combine(CrmWorld.ShippedOperations, "rest", name), Path.Combine(operations, name));
        File.CreateSymbolicLink(Path.Combine(operations, "gone.json"), folder.Combine("nowhere"));

        await EndsAsync(2, "gone.json: it cannot be read", "--operations", folder.Combine("operations"));
    }

    [Theory]
    [InlineData("{", "it is no JSON at line 1")]
    [InlineData("""{"users":{}}""", "it has no object \"clients\"")]
    [InlineData("""{"clients":{"acme":{},"acme":{}}}""", "a client stands in it twice")]
    public async Task Credentials_that_cannot_be_read_are_told_before_the_first_task(string json, string why)
    {
        Write("credentials.json", json);

        await EndsAsync(2, why);
    }

    [Theory]
    [InlineData("--step-seconds is 1E+300; it must be above 0", "--step-seconds", "1e300")]
    [InlineData("--host is an address of ftp:; write it like http://", "--host", "ftp://127.0.0.1")]
    [InlineData("--broker is an address of http:; write it like amqp://", "--broker", "http://127.0.0.1")]
    [InlineData("must be from 1 to 10,000", "--capacity", "0")]
    public async Task A_value_that_cannot_be_is_named(string why, params string[] arguments) => await EndsAsync(2, why, arguments);

    [Fact]
    public async Task A_browser_that_is_not_there_is_told_before_the_first_task() =>
        await EndsAsync(2, "there is no such program", "--browser", "--chromium", folder.Combine("chromium"));

    [Fact]
    public async Task A_program_that_is_no_browser_is_told_before_the_agent_registers() =>
        await EndsAsync(2, "Chromium is '/bin/true', and without a browser no task could be done. ", "--browser", "--chromium", "/bin/true");

    [Fact]
    public async Task An_id_that_cannot_be_is_told_with_its_rule() => await EndsAsync(2, "1 to 128 characters of A-Z a-z 0-9 . _ -", "--id", "no id");

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_named_as_one()
    {
        Write("file", "");

        await EndsAsync(1, "that is a file", "--folder", folder.Combine("file"));
    }

    /// <summary>As an operator starts it: all that it prints counts.</summary>
    private async Task EndsAsync(int code, string why, params string[] more)
    {
        List<string> arguments = [.. more, "--base-url", "http://127.0.0.1:1", "--credentials", folder.Combine("credentials.json")];
        if (!more.Contains("--folder"))
            arguments.AddRange(["--folder", folder.Combine("agent")]);
        if (!more.Contains("--browser"))
            arguments.Add("--rest");
        if (!more.Contains("--host") && !more.Contains("--broker"))
            arguments.AddRange(["--host", "http://127.0.0.1:1", "--token", "t"]);
        if (!more.Contains("--operations"))
            arguments.AddRange(["--operations", CrmWorld.ShippedOperations]);
        await using var process = await ChildProcess.StartAsync(new("dotnet", ["exec", typeof(CrmAgentOptions).Assembly.Location, .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = folder.Path },
        });

        var exit = await process.Exited.WaitAsync(TimeSpan.FromMinutes(2));

        var lines = await process.LastLinesAsync(TimeProvider.System);
        exit.ShouldBe(code, string.Join('\n', lines));
        lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(l => l.ShouldStartWith("swarm crm-agent: "), l => l.ShouldContain(why));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Combine(name))!);
        File.WriteAllText(folder.Combine(name), text);
    }
}
