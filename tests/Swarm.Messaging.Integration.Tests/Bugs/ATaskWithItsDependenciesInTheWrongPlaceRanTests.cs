using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A CRM task with its dependencies or approvals beside <c>constraints</c> instead of in it was accepted with a warning, and ran without them.</summary>
public sealed class ATaskWithItsDependenciesInTheWrongPlaceRanTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("places");
    private SwarmHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(SettingsReader.Read([new("Data", folder.Combine("data")), new("Logging:Console", "false")]));

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("\"dependencies\": [\"other\"]", "dependencies", "constraints.dependencies")]
    [InlineData("\"requiredApprovals\": [\"legal\"]", "requiredApprovals", "constraints.requiredApprovals")]
    [InlineData("\"agentType\": \"coder\", \"requirements\": {\"tools\": [\"browser\"]}", "agentType", "requirements.agentType")]
    public async Task It_is_refused_with_the_place_where_they_belong(string fields, string field, string place)
    {
        var file = folder.Combine("tasks.json");
        await File.WriteAllTextAsync(file, $$"""[{"id": "f1", "operation": "conversation_send", "clientId": "acme", {{fields}}}, {"id": "f2", "operation": "conversation_send"}]""");

        var run = (await CliRun.OfAsync(["crm", "submit", "--file", file, "--data", folder.Combine("data")])).ShouldEnd(ExitCodes.Rejected);

        run.Error.ShouldContain($"tasks[0].{field}");
        run.Error.ShouldContain($"did you mean {place}?");
        run.Out.ShouldContain("f2 is Parked.");
        (await CliRun.OfAsync(["task", "f1", "--data", folder.Combine("data")])).Code.ShouldNotBe(ExitCodes.Ok);
    }

    [Fact]
    public async Task Input_that_cannot_be_read_is_called_by_the_name_of_its_option()
    {
        var run = (await CliRun.OfAsync(["crm", "submit", "tag_add", "--input", "{bad", "--data", folder.Combine("data")])).ShouldEnd(ExitCodes.Rejected);

        run.Error.ShouldContain("--input");
        run.Error.ShouldNotContain("payload");
    }
}
