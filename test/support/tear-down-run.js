module.exports = async () => require('./scratch').closeRun();
