using Swarm.Messaging.Samples.Crm;

// dotnet run --project samples/crm/app -- --Data ./crm-data --Port 8081 --Faults:FailRate 0.05
var settings = new ConfigurationBuilder().AddCommandLine(args).Build().Get<CrmSettings>() ?? new CrmSettings();
CrmApp app;
try
{
    app = await CrmApp.StartAsync(settings).ConfigureAwait(false);
}
catch (IOException e)
{
    await Console.Error.WriteLineAsync($"The CRM cannot start on port {settings.Port} with the folder {settings.Data}: {e.Message} Name another with --Port or --Data.").ConfigureAwait(false);
    return 1;
}

await using (app.ConfigureAwait(false))
{
    Console.WriteLine($"CRM at {app.Address} with {app.Clients.Count} clients; their credentials are in {app.CredentialsFile}. Ctrl-C stops it.");
    await app.RunAsync().ConfigureAwait(false);
}

return 0;
