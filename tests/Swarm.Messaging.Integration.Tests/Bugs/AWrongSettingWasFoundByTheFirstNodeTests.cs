using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Databases and hosts that could never be reached were taken at the start; settings that do not go together ended the host with a stack and 134.</summary>
public sealed class AWrongSettingWasFoundByTheFirstNodeTests
{
    [Theory]
    [InlineData("mysql:foo;Password=p4ss")]
    [InlineData("sqlite:zzz")]
    [InlineData("sqlite:")]
    [InlineData("postgresql:")]
    [InlineData("postgresql://u:p4ss@host/db")]
    [InlineData("foo")]
    [InlineData("")]
    public void A_database_is_judged_at_the_start_and_no_password_is_told(string address)
    {
        var options = new WorkflowOptions();
        options.Databases["x"] = address;

        var failure = Failures(options).ShouldHaveSingleItem();

        failure.ShouldStartWith("Workflows:Databases:x ");
        failure.ShouldNotContain("p4ss");
    }

    [Theory]
    [InlineData("http://x/")]
    [InlineData("10.0.0.0/8")]
    [InlineData("*.example.org")]
    [InlineData("crm.local:0")]
    [InlineData("crm.local:https")]
    [InlineData("[::1]:0")]
    [InlineData("[::1")]
    [InlineData("[10.0.0.7]:80")]
    [InlineData("::1]:80")]
    public void A_host_that_none_is_called_is_refused(string host) =>
        Failures(new WorkflowOptions { AllowedHosts = $"ok.example, {host}" }).ShouldHaveSingleItem().ShouldContain($"Workflows:AllowedHosts has '{host}'");

    [Fact]
    public void What_is_right_is_taken()
    {
        var options = new WorkflowOptions { AllowedHosts = "intern.example, 10.0.0.7, crm.local:8443, 10.0.0.8:80, ::1, [::1], [::1]:38101" };
        (options.Databases["a"], options.Databases["b"]) = ("sqlite:Data Source=shop.db", "PostgreSQL:Host=db;Database=shop;Username=u;Password=p");

        Failures(options).ShouldBeEmpty();
    }

    [Fact]
    public void A_short_secret_is_warned_of_once()
    {
        var log = new LogLines();
        using var logs = LoggerFactory.Create(l => l.AddProvider(log));
        var validator = new WorkflowOptionsValidator(logs.CreateLogger<WorkflowOptionsValidator>());
        for (var i = 0; i < 2; i++)
            validator.Validate(null, new WorkflowOptions { WebhookSecret = "hush" }).Succeeded.ShouldBeTrue();

        log.Text.Split("Workflows:WebhookSecret has 4 characters").Length.ShouldBe(2);
        log.Text.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("Memory:WarningMb", "900", "Memory:WarningMb")]
    [InlineData("Workflows:Databases:x", "mysql:foo", "Workflows:Databases:x")]
    public async Task Every_wrong_setting_is_a_usage_error(string name, string value, string told)
    {
        using var folder = new TempFolder("wrong-setting");
        var settings = SettingsReader.Read(new Dictionary<string, string?> { ["Data"] = folder.Path, ["Logging:Console"] = "false", [name] = value }, "/");

        var refusal = await Should.ThrowAsync<SettingsException>(() => SwarmHost.StartAsync(settings));

        refusal.IsUsage.ShouldBeTrue();
        refusal.Message.ShouldContain(told);
        (await HostProgram.RunAsync(settings, CancellationToken.None)).ShouldBe(ExitCodes.Usage);
    }

    private static IEnumerable<string> Failures(WorkflowOptions options) =>
        new WorkflowOptionsValidator(NullLogger<WorkflowOptionsValidator>.Instance).Validate(null, options).Failures ?? [];
}
